"""Everything that stands in a store, as whoever has its keys can read it."""

from sqlalchemy import LargeBinary
from sqlmodel import SQLModel, select

from adapters.encryption import Seal
from adapters.sql.database import Database
from models import tables
from models.tables import place_of


def every_table() -> list[type[SQLModel]]:
    """Every table of the store, as its rows are written."""
    named = (getattr(tables, name) for name in tables.__all__)
    found = [one for one in named if isinstance(one, type) and issubclass(one, SQLModel)]
    assert {_name(one) for one in found} == set(SQLModel.metadata.tables)
    return found


def sealed_column(table: type[SQLModel]) -> str:
    """The column that holds bytes, if one does: nothing but what is sealed is kept so."""
    columns = SQLModel.metadata.tables[_name(table)].columns
    found = [column.name for column in columns if isinstance(column.type, LargeBinary)]
    assert len(found) < 2, f"{_name(table)} seals two columns"
    return next(iter(found), "")


def sealed_tables() -> list[type[SQLModel]]:
    """The tables with one."""
    return [one for one in every_table() if sealed_column(one)]


def readable(database: Database, seal: Seal) -> dict[str, list[str]]:
    """Each row of each table in words, what is sealed opened."""
    with database.read() as session:
        return {
            _name(table): [_words(row, seal) for row in session.exec(select(table)).all()]
            for table in every_table()
        }


def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def _words(row: SQLModel, seal: Seal) -> str:
    said = row.model_dump()
    column = sealed_column(type(row))
    if column and said[column]:
        said[column] = seal.open(said[column], place_of(row))
    return " ".join(map(str, said.values()))
