# SPDX-License-Identifier: MIT
"""A second verifier of the audit, written from foc-db(5) alone."""
import hashlib
import sqlite3

JOINED = {                      # object: tables joined, and what follows
    "br-": ("SELECT * FROM request WHERE id = ?1",),
    "sc-": ("SELECT * FROM scope WHERE id = ?1",),
    "ma-": ("SELECT * FROM model_access WHERE id = ?1",),
    "ts-": ("SELECT t.*, s.* FROM task t LEFT JOIN task_step s"
            " ON s.task = t.id WHERE t.id = ?1 ORDER BY s.n",),
    "an-": ("SELECT a.*, c.* FROM anchor a LEFT JOIN claim c"
            " ON c.anchor = a.id WHERE a.id = ?1"
            " ORDER BY c.claimed_at, c.valid_from",),
    "wl-": ("SELECT w.*, e.* FROM workload w LEFT JOIN estimate e"
            " ON e.workload = w.name WHERE w.name = substr(?1, 4)"
            " ORDER BY e.n",
            "SELECT * FROM stop_action WHERE workload = substr(?1, 4)"
            " ORDER BY event, action, target"),
    "ld-": ("SELECT l.*, f.* FROM load l LEFT JOIN load_file f"
            " ON f.load = l.id WHERE l.id = ?1 ORDER BY f.n",
            "SELECT * FROM load_sum WHERE load = ?1 ORDER BY what, key",
            "SELECT * FROM pruned WHERE load = CAST(substr(?1, 4)"
            " AS INTEGER)"),
    "tr-": ("SELECT t.*, c.* FROM trail t LEFT JOIN trail_call c"
            " ON c.trail = t.n WHERE t.id = ?1"
            " ORDER BY hour, workspace, role, account, action",
            "SELECT rows, digest FROM seal WHERE name = 'trail_event'"
            " AND part = CAST(substr(?1, 4) AS INTEGER)"),
    "cd-": ("SELECT c.*, l.* FROM card c LEFT JOIN card_line l"
            " ON l.card = c.id WHERE c.id = ?1 ORDER BY l.n",
            "SELECT * FROM card_dispute WHERE card = ?1 ORDER BY n"),
    "gp-": ("SELECT g.*, a.* FROM gap g LEFT JOIN gap_act a"
            " ON a.gap = g.id WHERE g.id = ?1 ORDER BY a.n",),
    "iv-": ("SELECT i.*, f.* FROM investigation i"
            " LEFT JOIN investigation_figure f ON f.investigation = i.id"
            " WHERE i.id = ?1 ORDER BY f.n",),
}
# What is in no object: tables that all other events bind together.
FACTS = {"meta": "db", "person": "org", "person_role": "org",
         "person_unix": "org", "node": "org", "account": "org",
         "account_share": "org", "policy": "org", "rule": "org",
         "model": "catalog", "model_alias": "catalog",
         "model_profile": "catalog", "model_region": "catalog",
         "price": "price-book", "prereq": "prerequisites"}
IDS = """SELECT id FROM request UNION ALL SELECT id FROM scope
    UNION ALL SELECT id FROM task UNION ALL SELECT id FROM anchor
    UNION ALL SELECT id FROM model_access UNION ALL SELECT id FROM card
    UNION ALL SELECT id FROM gap UNION ALL SELECT id FROM investigation
    UNION ALL SELECT id FROM load WHERE state <> 'LOADING'
    UNION ALL SELECT 'wl-' || name FROM workload"""


def field(v):
    kind, data = ((0, b"") if v is None else
                  (1, v.encode("utf-8", "surrogateescape"))
                  if isinstance(v, str) else
                  (2, v.to_bytes(8, "big", signed=True))
                  if isinstance(v, int) else (3, v))
    return bytes([kind]) + len(data).to_bytes(8, "big") + data


def digest(db, key):
    rows = []
    for sql in JOINED[key[:3]]:
        rows += db.execute(sql, (key,)).fetchall()
    return hashlib.sha256(b"".join(field(v) for r in rows for v in r)).digest()


def facts(db):
    """The digest over all facts, and whose rows are not as they are sealed."""
    h, hurt = hashlib.sha256(), None
    for table in FACTS:
        key = [c for c, in db.execute(
            "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
            (table,))]
        rows = db.execute(
            f"SELECT * FROM {table} ORDER BY {', '.join(key)}").fetchall()
        is_now = hashlib.blake2b(b"".join(field(v) for r in rows for v in r),
                                 digest_size=32).digest()
        h.update(b"".join(map(field, (table, len(rows), is_now))))
        was = db.execute("SELECT rows, digest FROM seal WHERE name = ?1"
                         " AND part = 0 AND block = 0", (table,)).fetchone()
        if (was or (0, hashlib.blake2b(digest_size=32).digest())) != (
                len(rows), is_now):
            hurt = hurt or FACTS[table]
    for old in db.execute("SELECT rows, digest FROM seal WHERE"
                          " name = 'trail_event' AND part = 0"):
        h.update(b"".join(map(field, ("trail_event", *old))))
    return h.digest(), hurt


def cells(db, load):
    h = hashlib.sha256()
    for r in db.execute("SELECT hour, sku, caller, rows, usage, cost, net,"
                        " list FROM cell WHERE load = ?1"
                        " ORDER BY hour, sku, caller", (load,)):
        h.update(b"".join((v or 0).to_bytes(8, "big", signed=True)
                          for v in r))
        h.update(bytes([sum(1 << i for i, v in enumerate(r) if v is None)]))
    for table in ("sku", "caller"):
        for r in db.execute(f"SELECT * FROM {table} WHERE id IN (SELECT"
                            f" {table} FROM cell WHERE load = ?1)"
                            " ORDER BY id", (load,)):
            h.update(b"".join(field(None if v is None else str(v))
                              for v in r))
    return h.digest()


def verify(path, heads=(), state=False):
    """None, or what does not hold: an event's number or an object's id."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
    try:
        file_id, = db.execute(
            "SELECT value FROM meta WHERE key = 'id'").fetchone()
        prev, n, chain, newest = bytes(32), 0, {}, {}
        bound_facts = None
        for *e, stored_prev, stored in db.execute(
                "SELECT seq, at, actor, uid, login_uid, role, verb, object,"
                " before, after, rationale, digest, prev, hash FROM audit"
                " ORDER BY seq"):
            if e[0] != n:
                return n
            prev, n = hashlib.sha256(b"".join(map(field, (
                "foc-audit-1", file_id, prev, *e)))).digest(), n + 1
            if stored_prev != chain.get(n - 2, bytes(32)) or stored != prev:
                return n - 1
            chain[n - 1] = prev
            if e[7][:3] in JOINED:
                newest.pop(e[7], None)  # in the order of newest events
                newest[e[7]] = e[11]
            else:
                bound_facts = e[11]
        for head in heads:
            seq, hexa = head.split(":")
            if chain.get(int(seq), b"").hex() != hexa:
                return int(seq)
        for key, bound in newest.items():
            if bound is not None and digest(db, key) != bound:
                return key
        for key, in db.execute(IDS + " ORDER BY 1"):
            if key not in newest:
                return key
        now, hurt = facts(db)
        if now != bound_facts:
            return hurt or "what facts are sealed with"
        if state:
            for load, key, bound in db.execute(
                    "SELECT n, id, digest FROM load WHERE state <> 'LOADING'"
                    " AND n NOT IN (SELECT load FROM pruned)"
                    " ORDER BY n"):
                if cells(db, load) != bound:
                    return key
        return None
    finally:
        db.close()
