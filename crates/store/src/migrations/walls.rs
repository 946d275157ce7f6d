//! The walls in the database itself, for whoever writes past the program: entries and bodies are never changed, replaced or deleted, and **the gate** (行政处罚法 第五十八条, plan clause 21): a decision in review scope is not entered unless a review of
//! exactly this text was passed in the same case. The program never relies on them; its acts refuse earlier, with the article.
//!
//! What the gate here cannot know: it takes from the row beside a decision whether the decision is in scope, it knows no end of an agreement but another
//! text, and whoever owns the database can take any wall down. A decision that lies about itself passes here; `mingjing check --gate` on an exported
//! ledger believes none of it and names the lie.

use crate::connect::PUBLIC_ROLE;
use crate::tables;

pub(crate) const GATE: &str = "MINGJING GATE: no passed review of this text (行政处罚法 58)";
pub(crate) const PASSED: &str = "MINGJING GATE: no such entry ReviewPassed in this case (行政处罚法 58)";
pub(crate) const KEEP: &str = "MINGJING LEDGER: never changed, never deleted";

const DECISIONS: &str = "('PenaltyDecided', 'NoPenaltyDecided', 'CaseTransferred')";

/// True when the gate is closed for the entry NEW.
const GATE_CLOSED: &str = "NOT EXISTS (
    SELECT 1 FROM gate_decided d WHERE d.number = NEW.number AND d.stream = NEW.stream AND (d.in_scope = 0 OR EXISTS (
        SELECT 1 FROM gate_passed p JOIN entries e ON e.number = p.number
        WHERE p.stream = d.stream AND p.text_digest = d.text_digest AND e.stream = p.stream AND e.kind = 'ReviewPassed')))";

/// True when NEW in gate_passed names no review that was passed.
const NOT_PASSED: &str = "NOT EXISTS (
    SELECT 1 FROM entries e WHERE e.number = NEW.number AND e.stream = NEW.stream AND e.kind = 'ReviewPassed')";

/// Tables in which a row, once there, stays as it is.
const KEPT: [&str; 3] = ["entries", "gate_passed", "gate_decided"];

pub(super) fn sqlite() -> String {
    let mut sql = String::new();
    for table in KEPT {
        sql += &format!(
            "CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{KEEP}'); END;\n\
             CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{KEEP}'); END;\n"
        );
    }
    sql + &format!(
        "CREATE TRIGGER bodies_delete BEFORE DELETE ON bodies BEGIN SELECT RAISE(ABORT, '{KEEP}'); END;\n\
         CREATE TRIGGER bodies_update BEFORE UPDATE ON bodies
             WHEN NEW.number <> OLD.number OR NEW.salt IS NOT NULL OR NEW.bytes IS NOT NULL
             BEGIN SELECT RAISE(ABORT, '{KEEP}'); END;\n\
         CREATE TRIGGER entries_gate BEFORE INSERT ON entries WHEN NEW.kind IN {DECISIONS}
             BEGIN SELECT RAISE(ABORT, '{GATE}') WHERE {GATE_CLOSED}; END;\n\
         CREATE TRIGGER gate_passed_gate BEFORE INSERT ON gate_passed
             BEGIN SELECT RAISE(ABORT, '{PASSED}') WHERE {NOT_PASSED}; END;\n"
    )
}

/// The same walls for a connection that did not ask for recursive triggers, and bodies that nobody erases.
pub(super) fn sqlite_kept_rows() -> String {
    let there = [
        ("entries", "number = NEW.number"),
        ("entries", "stream = NEW.stream AND seq = NEW.seq"),
        ("bodies", "number = NEW.number"),
        ("gate_passed", "number = NEW.number"),
        ("gate_decided", "number = NEW.number"),
    ];
    let mut sql = String::new();
    for (place, (table, row)) in there.into_iter().enumerate() {
        sql += &format!(
            "CREATE TRIGGER {table}_there_{place} BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {row})
                 BEGIN SELECT RAISE(ABORT, '{KEEP}'); END;\n"
        );
    }
    sql + &format!(
        "DROP TRIGGER bodies_update;
         CREATE TRIGGER bodies_update BEFORE UPDATE ON bodies BEGIN SELECT RAISE(ABORT, '{KEEP}'); END;\n"
    )
}

/// PostgreSQL replaces no row by an INSERT; what is left is that nobody erases a body.
pub(super) fn postgres_kept_rows() -> String {
    "DROP TRIGGER bodies_update ON bodies;
     CREATE TRIGGER bodies_update BEFORE UPDATE ON bodies FOR EACH ROW EXECUTE FUNCTION mingjing_keep();
     DROP FUNCTION mingjing_body();"
        .to_owned()
}

pub(super) fn postgres() -> String {
    let mut sql = format!(
        "CREATE FUNCTION mingjing_keep() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN RAISE EXCEPTION '{KEEP}'; END $$;
         CREATE FUNCTION mingjing_body() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF NEW.number <> OLD.number OR NEW.salt IS NOT NULL OR NEW.bytes IS NOT NULL THEN
                 RAISE EXCEPTION '{KEEP}'; END IF; RETURN NEW; END $$;
         CREATE FUNCTION mingjing_gate() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF NEW.kind IN {DECISIONS} AND {GATE_CLOSED} THEN
                 RAISE EXCEPTION '{GATE}'; END IF; RETURN NEW; END $$;
         CREATE FUNCTION mingjing_passed() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF {NOT_PASSED} THEN RAISE EXCEPTION '{PASSED}'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER entries_gate BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION mingjing_gate();
         CREATE TRIGGER gate_passed_gate BEFORE INSERT ON gate_passed FOR EACH ROW EXECUTE FUNCTION mingjing_passed();
         CREATE TRIGGER bodies_update BEFORE UPDATE ON bodies FOR EACH ROW EXECUTE FUNCTION mingjing_body();
         CREATE TRIGGER bodies_delete BEFORE DELETE ON bodies FOR EACH ROW EXECUTE FUNCTION mingjing_keep();
         CREATE TRIGGER bodies_truncate BEFORE TRUNCATE ON bodies EXECUTE FUNCTION mingjing_keep();\n"
    );
    for table in KEPT {
        sql += &format!(
            "CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION mingjing_keep();
             CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION mingjing_keep();\n"
        );
    }
    sql
}

/// The role of the public listener. A role belongs to the whole server and may be there already.
pub(super) fn public_role() -> String {
    let tables = tables::PUBLIC.join(", ");
    format!(
        "DO $$ BEGIN
             IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{PUBLIC_ROLE}') THEN
                 CREATE ROLE {PUBLIC_ROLE} NOLOGIN;
             END IF;
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
         DO $$ BEGIN
             IF NOT pg_has_role(current_user, '{PUBLIC_ROLE}', 'MEMBER') THEN
                 EXECUTE format('GRANT {PUBLIC_ROLE} TO %I', current_user);
             END IF;
         END $$;
         GRANT SELECT ON {tables} TO {PUBLIC_ROLE};"
    )
}
