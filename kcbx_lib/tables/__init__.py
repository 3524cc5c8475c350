"""What the tables mean: the data dictionary, the code lists, and what is built from them."""

from kcbx_lib.tables.codes import Code, CodeList, code_list_names, load_codes
from kcbx_lib.tables.dictionary import (
    PERSON_COLUMNS,
    Column,
    DeniedKind,
    Table,
    denied_kinds,
    load_table,
    load_tables,
    table_names,
)
from kcbx_lib.tables.schema import dtype_of, schema_of
from kcbx_lib.tables.templates import write_templates

__all__ = [
    "PERSON_COLUMNS",
    "Code",
    "CodeList",
    "Column",
    "DeniedKind",
    "Table",
    "code_list_names",
    "denied_kinds",
    "dtype_of",
    "load_codes",
    "load_table",
    "load_tables",
    "schema_of",
    "table_names",
    "write_templates",
]
