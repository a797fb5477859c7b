# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables as Markdown has them: a header, rows of equal length, a line of text a cell. Merged cells are filled, lists in
cells become lines, tables that only place things on the page become paragraphs."""
import import_inline
from import_inline import Block, Run

COLUMNS_MAX, CELLS_MAX = 64, 20000  # what a table of ours may have (indexer/markdown_table.c)


def _rows(node):
    """The rows of this table, not of those in its cells."""
    out, waiting = [], list(reversed(node.children))
    while waiting:
        child = waiting.pop()
        if isinstance(child, str):
            continue
        if child.tag == "tr":
            out.append([cell for cell in child.children if not isinstance(cell, str) and cell.tag in ("td", "th")])
        elif child.tag in ("tbody", "thead", "tfoot"):
            waiting.extend(reversed(child.children))
    return [row for row in out if row]


def _strays(node):
    """What stands between the cells, where nothing may: browsers show it before the table."""
    out = []
    for child in node.children:
        if isinstance(child, str):
            out += [child, " "] if child.strip() else []
        elif child.tag in ("tr", "tbody", "thead", "tfoot"):
            out += _strays(child)
        elif child.tag not in ("td", "th", "caption"):
            out.append(child)
    return out


def _span(cell, name):
    text = cell.get(name)
    return max(1, int(text)) if text.isdecimal() and len(text) < 4 else 1


def _lines(blocks, depth=0):
    """Blocks as lines of runs; the bullets of lists are text now."""
    for block in blocks:
        if block.kind == "list":
            for number, item in enumerate(block.blocks, block.start):
                lines = list(_lines(item.blocks, depth + 1))
                mark = f"{number}. " if block.ordered else "• "
                yield from ([Run(mark), *lines[0]], *lines[1:]) if lines else ()
        elif block.kind == "table":
            for row in block.rows:
                yield [run for number, cell in enumerate(row) for run in ([Run(" · ")] if number else []) + cell]
        elif block.kind == "code":
            yield from ([Run(line, code=True)] for line in block.text.split("\n") if line.strip())
        elif block.blocks:
            yield from _lines(block.blocks, depth)
        elif block.runs:
            yield block.runs


def _cell(reader, node):
    blocks = reader.inside(node)
    if any(block.kind == "table" for block in blocks):
        reader.tell("nested-table", "", node)
    if any(block.kind == "list" for block in blocks):
        reader.tell("cell-list", "", node)
    runs = []
    for line in _lines(blocks):
        runs += ([Run(kind="break")] if runs else []) + line
    return runs


def _copy(runs):
    """A place may be on the page once."""
    return [run.copy() for run in runs if run.kind != "anchor"]


def _grid(reader, rows):
    """Rows of equal length. What is merged stands in each of its places, but a cell as wide as the table only once."""
    width = min(COLUMNS_MAX, max(sum(_span(cell, "colspan") for cell in row) for row in rows))
    grid, below = [], {}  # below: column -> (rows left, runs)
    for row in rows:
        line, cells = [None] * width, iter(row)
        for column, (left, runs) in list(below.items()):
            line[column] = _copy(runs)
            below[column] = (left - 1, runs)
            if left == 1:
                del below[column]
        while None in line:
            cell = next(cells, None)
            if cell is None:
                line = [runs if runs is not None else [] for runs in line]
                break
            at, wide, high = line.index(None), _span(cell, "colspan"), _span(cell, "rowspan")
            if wide > 1 or high > 1:
                reader.tell("merged", "", cell)
            runs = _cell(reader, cell)
            for column in range(at, min(at + wide, width)):
                if line[column] is not None:
                    break
                line[column] = runs if column == at else [] if wide >= width else _copy(runs)
                if high > 1:
                    below[column] = (min(high, len(rows)) - 1, runs)
        for cell in cells:  # beyond the widest table
            line[-1] = [*line[-1], Run(" "), *_cell(reader, cell)]
        grid.append(line)
    return grid


def _without_empty(grid):
    grid = [row for row in grid if not all(import_inline.is_blank(cell) for cell in row)]
    kept = [column for column in range(len(grid[0]) if grid else 0)
            if not all(import_inline.is_blank(row[column]) for row in grid)]
    return [[row[column] for column in kept] for row in grid]


def _paragraphs(grid):
    return [Block("paragraph", cell) for row in grid for cell in row if not import_inline.is_blank(cell)]


def read(reader, node):
    rows, caption = _rows(node), node.find(lambda below: below.tag == "caption")
    out = reader.blocks(_strays(node)) + (reader.blocks(caption.children) if caption else [])
    if not rows:
        return out
    if len(rows) == 1 and len(rows[0]) == 1:  # a frame around something
        blocks = reader.blocks(rows[0][0].children)
        return out + ([Block("quote", blocks=blocks, line=node.line)] if blocks else [])
    if sum(len(row) for row in rows) > CELLS_MAX - reader.page.cells:
        reader.tell("large-table", "", node)
        return out + [block for row in rows for cell in row for block in reader.blocks(cell.children)]
    if len(rows) == 1:
        reader.tell("layout", "", node)
        return out + [block for cell in rows[0] for block in reader.blocks(cell.children)]
    grid = _without_empty(_grid(reader, rows))
    reader.page.cells += sum(len(row) for row in grid)
    if reader.page.cells > CELLS_MAX or not grid:
        return out + _paragraphs(grid)
    heads = [[cell.tag == "th" for cell in row] for row in rows]
    if not all(heads[0]):
        merged_down = any(_span(cell, "rowspan") > 1 for cell in rows[0])
        if len(grid[0]) > 1 and (merged_down or all(row[0] for row in heads)):
            grid.insert(0, [[] for _ in grid[0]])  # the first column is the header
        else:
            reader.tell("first-row", "", node)
    for cell in grid[0]:
        for run in cell:
            run.bold = False
    return [*out, Block("table", rows=grid, line=node.line)]
