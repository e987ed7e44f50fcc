"""The measured service on FastAPI: pydantic models in and out, one uvicorn process with uvloop and httptools.

python service.py PORT [store]
"""

import sqlite3
import sys
import uuid
from datetime import datetime, timezone
from decimal import Decimal
from typing import Annotated, Optional

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field


class Greeting(BaseModel):
    message: str


class ItemDraft(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: int
    symbol: Annotated[str, Field(min_length=1, max_length=8)]
    quantity: Annotated[int, Field(ge=1)]
    price: Decimal
    note: Optional[str] = None


class Item(ItemDraft):
    placed_at: datetime


class NoteDraft(BaseModel):
    model_config = ConfigDict(extra="forbid")
    symbol: Annotated[str, Field(min_length=1, max_length=8)]
    quantity: Annotated[int, Field(ge=1)]
    text: str


class Note(NoteDraft):
    id: uuid.UUID


class Row(BaseModel):
    id: int
    symbol: str
    quantity: int
    text: str


app = FastAPI()
items = [
    Item(
        id=id,
        symbol="ACME",
        quantity=100 + id,
        price=Decimal(1_012_500 + id) / 10_000,
        note="placed by the measuring program",
        placed_at=datetime.now(timezone.utc),
    )
    for id in range(10_000)
]


@app.get("/plaintext", response_class=PlainTextResponse)
async def plaintext() -> str:
    return "Hello, World!"


@app.get("/json")
async def greeting() -> Greeting:
    return Greeting(message="Hello, World!")


@app.get("/items/{id}")
async def read(id: int) -> Item:
    if not 0 <= id < len(items):
        raise HTTPException(404, f"no Item has the key {id}")
    return items[id]


@app.post("/items", status_code=201)
async def create(draft: ItemDraft) -> Item:
    return Item(**draft.model_dump(), placed_at=datetime.now(timezone.utc))


if "store" in sys.argv:
    db = sqlite3.connect("peer.sqlite", isolation_level=None, cached_statements=128)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    columns = "symbol text not null, quantity integer not null, text text not null"
    db.execute(f"create table if not exists rows (id integer primary key, {columns}) strict")
    db.execute(f"create table if not exists notes (id blob primary key, {columns}) strict, without rowid")
    db.execute("begin")
    rows = ((id, 100 + id) for id in range(10_000))
    db.executemany("insert or ignore into rows values (?, 'ACME', ?, 'placed by the measuring program')", rows)
    db.execute("commit")

    @app.get("/rows/{id}")
    async def row(id: int) -> Row:
        found = db.execute("select id, symbol, quantity, text from rows where id = ?", (id,)).fetchone()
        if found is None:
            raise HTTPException(404, f"no Row has the key {id}")
        return Row(id=found[0], symbol=found[1], quantity=found[2], text=found[3])

    @app.post("/notes", status_code=201)
    async def insert(draft: NoteDraft) -> Note:
        note = Note(id=uuid.uuid4(), **draft.model_dump())
        db.execute("insert into notes values (?, ?, ?, ?)", (note.id.bytes, note.symbol, note.quantity, note.text))
        return note


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
