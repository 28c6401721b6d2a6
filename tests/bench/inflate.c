/* SPDX-License-Identifier: MIT */
/* inflate FILE.gz: zlib alone, the pace that ingest is held against. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

int
main(int argc, char **argv)
{
	static unsigned char in[256 * 1024], out[512 * 1024];
	size_t total = 0;
	z_stream z = { 0 };
	ssize_t n;
	int fd, rc = Z_OK;

	if (argc != 2 || (fd = open(argv[1], O_RDONLY)) < 0 ||
	    inflateInit2(&z, 31) != Z_OK)
		return 2;
	while (rc == Z_OK && (n = read(fd, in, sizeof(in))) > 0) {
		z.next_in = in;
		z.avail_in = (uInt)n;
		while (rc == Z_OK && z.avail_in > 0) {
			z.next_out = out;
			z.avail_out = sizeof(out);
			rc = inflate(&z, Z_NO_FLUSH);
			total += sizeof(out) - z.avail_out;
		}
	}
	printf("%zu\n", total);
	return rc == Z_STREAM_END ? 0 : 1;
}
