"""Least privilege: a database role for the application that can add to the record and change nothing in it.

PostgreSQL only: SQLite has no roles, there the triggers refuse (migration ``0002`` and later), which
whoever holds the file can drop. Under this role the database itself refuses to update, delete or
truncate what is published, and to alter tables or switch triggers off: it owns nothing.
"""

from sqlalchemy import Connection, text

from core.errors import N_, Refused

# Beside the append-only tables, those whose rows are not like the others'.
SPECIAL = {
    "alembic_version": "SELECT",  # the schema is changed by its owner
    "record_payload": "SELECT, INSERT, DELETE",  # erasable, and never altered
    "record_head": "SELECT, UPDATE",  # the one row that a writer locks and moves on; derived from the chain
    "record_subject": "SELECT, INSERT, UPDATE",  # derived from the entries
    "record_state": "SELECT, INSERT, UPDATE",  # the same
}
ADD = "SELECT, INSERT"
ALL = "SELECT, INSERT, UPDATE, DELETE"

# The tables of the product, and whether each is guarded as append-only.
TABLES = text("""
    SELECT relname, EXISTS (
        SELECT FROM pg_trigger
        WHERE tgrelid = pg_class.oid AND tgname IN (relname || '_kept', relname || '_no_change')
    )
    FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
    ORDER BY relname
""")
# Superusers, and those who are or may become the owner of a table, are above all grants.
ABOVE = text("""
    SELECT rolsuper OR EXISTS (
        SELECT FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
        AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')
    )
    FROM pg_roles WHERE rolname = :role
""")
# What a role may still do that it was not given, through another role that it is a member of.
MAY_CHANGE = text("SELECT has_table_privilege(:role, :name, 'UPDATE, DELETE, TRUNCATE, TRIGGER')")


def grant(connection: Connection, role: str) -> list[str]:
    """Give a role what the application needs and take everything else away; the append-only tables.

    To be run by the owner of the tables, after every change of the schema; twice is no harm. Raises
    Refused for a role that is not there, or that no grant can hold back.
    """
    if connection.dialect.name != "postgresql":
        raise Refused(N_("This database has no roles: its triggers alone guard the record."))
    above = connection.scalar(ABOVE, {"role": role})
    if above is None:
        raise Refused(
            N_("The database has no role “%(role)s”. Make one first: CREATE ROLE … LOGIN."), role=role
        )
    if above:
        raise Refused(
            N_("The role “%(role)s” owns the tables or is above all grants. Choose another one."), role=role
        )
    tables = connection.execute(TABLES).all()
    kept = [name for name, is_kept in tables if is_kept]
    for statement in _statements(connection, role, [name for name, _kept in tables], kept):
        connection.execute(text(statement))
    if any(connection.scalar(MAY_CHANGE, {"role": role, "name": name}) for name in kept):
        raise Refused(
            N_("The role “%(role)s” is a member of another one that may change the record."), role=role
        )
    return kept


def _statements(connection: Connection, role: str, tables: list[str], kept: list[str]) -> list[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    to, schema = quote(role), quote(connection.scalar(text("SELECT current_schema()")) or "public")
    database = quote(connection.scalar(text("SELECT current_database()")) or "")
    rights = {name: SPECIAL.get(name, ADD if name in kept else ALL) for name in tables}
    return [
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {to}",
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {to}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {to}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {to}",
        *(f"GRANT {right} ON {schema}.{quote(name)} TO {to}" for name, right in rights.items()),
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
    ]
