// SPDX-License-Identifier: MIT
// Reduce BILL.csv SQL OUT.csv text|typed: put the bill into a table cur2 of
// Trino's, run the query on it and write what it gives, as trino
// --output-format CSV_HEADER does.  Tables of text are what a CSV export is to
// Athena; typed ones, with doubles, timestamps and maps, what Parquet is.

import io.trino.Session;
import io.trino.plugin.memory.MemoryConnectorFactory;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import static io.trino.testing.TestingSession.testSessionBuilder;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

class Reduce {
    static final int BATCH = 100;
    static final Set<String> DOUBLES = Set.of("line_item_unblended_cost",
        "line_item_usage_amount", "line_item_net_unblended_cost",
        "pricing_public_on_demand_cost");
    static final Set<String> MAPS = Set.of("product", "tags", "resource_tags");

    // RFC 4180, a quote only where it may be.
    static List<List<String>> csv(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (quoted || c != '\r') {
                field.append(c);
            }
        }
        return rows;
    }

    static String literal(String s) {
        return "'" + s.replace("'", "''") + "'";
    }

    static String type(String column, boolean typed) {
        if (typed && DOUBLES.contains(column))
            return "double";
        if (typed && MAPS.contains(column))
            return "map(varchar, varchar)";
        return typed && column.endsWith("_date") ? "timestamp(3)" : "varchar";
    }

    // A value of that type from a column of text.
    static String cast(String column, boolean typed) {
        String t = type(column, typed), name = '"' + column + '"';
        if (t.startsWith("map"))
            return "CAST(json_parse(CASE WHEN " + name + " = '' THEN '{}' ELSE "
                + name + " END) AS " + t + ")";
        if (t.startsWith("timestamp"))
            return "CAST(from_iso8601_timestamp(" + name + ") AT TIME ZONE 'UTC' AS " + t + ")";
        if (t.equals("double"))
            name = "CAST(nullif(" + name + ", '') AS double)";
        else
            name = "CAST(" + name + " AS varchar)";
        return name;
    }

    static String quoted(Object v) {
        return v == null ? "" : '"' + v.toString().replace("\"", "\"\"") + '"';
    }

    public static void main(String[] args) throws Exception {
        List<List<String>> bill = csv(Files.readString(Path.of(args[0])));
        String sql = Files.readString(Path.of(args[1]));
        boolean typed = args[3].equals("typed");
        // Only what the query reads: a bill has 117 columns.
        List<String> names = bill.get(0);
        List<Integer> used = new ArrayList<>();
        for (int i = 0; i < names.size(); i++)
            if (sql.contains("t.\"" + names.get(i) + "\""))
                used.add(i);
        List<String> columns = used.stream().map(names::get).toList();

        Session session = testSessionBuilder().setCatalog("memory").setSchema("default").build();
        try (LocalQueryRunner trino = LocalQueryRunner.create(session)) {
            trino.createCatalog("memory", new MemoryConnectorFactory(), Map.of());
            String list = columns.stream().map(c -> '"' + c + '"')
                .collect(Collectors.joining(", "));
            for (int from = 1; from < bill.size(); from += BATCH)
                trino.execute((from == 1 ? "CREATE TABLE cur2 AS " : "INSERT INTO cur2 ")
                    + "SELECT " + columns.stream()
                    .map(c -> cast(c, typed) + " AS \"" + c + '"').collect(Collectors.joining(", "))
                    + " FROM (VALUES " + bill.subList(from, Math.min(from + BATCH, bill.size()))
                    .stream().map(row -> used.stream().map(i -> literal(row.get(i)))
                        .collect(Collectors.joining(", ", "(", ")")))
                    .collect(Collectors.joining(", ")) + ") AS v (" + list + ")");
            MaterializedResult result = trino.execute(sql);
            try (PrintWriter out = new PrintWriter(args[2], StandardCharsets.UTF_8)) {
                out.print(result.getColumnNames().stream().map(Reduce::quoted)
                    .collect(Collectors.joining(",")) + "\n");
                for (MaterializedRow row : result)
                    out.print(row.getFields().stream().map(Reduce::quoted)
                        .collect(Collectors.joining(",")) + "\n");
            }
        }
        System.exit(0);
    }
}
