/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pipe tables, as GitHub Flavored Markdown defines them, over the paragraphs that cmark sees in
 * their place. All cells are parsed at once, one paragraph each behind a comma that keeps them
 * inline.
 */
#include <stdlib.h>
#include <string.h>

#include "markdown_walk.h"

enum { COLUMNS_MAX = 64, CELLS_MAX = 20000, LABEL_MAX_BYTES = 120 };

struct table {
    size_t n_rows; /* with the header, without the delimiter row */
    size_t n_columns;
    size_t n_text_lines;                 /* of the paragraph before the header */
    unsigned first_line, delimiter_line; /* of the source text */
    bool is_number[COLUMNS_MAX];         /* aligned `---:` */
};

/* Line number `line` (1-based) without the marks of the quotes and lists around it. */
static struct str content_of_line(const struct markdown *m, cmark_node *paragraph, unsigned line,
                                  unsigned quotes)
{
    struct str s = markdown_source_line(m, line);
    if ((int)line == cmark_node_get_start_line(paragraph)) {
        size_t column = (size_t)cmark_node_get_start_column(paragraph);
        return str_trim(str_sub(s, column - 1, s.n));
    }
    s = str_trim(s);
    while (quotes-- && s.n && s.p[0] == '>')
        s = str_trim(str_sub(s, 1, s.n));
    return s;
}

static unsigned count_quotes(cmark_node *node)
{
    unsigned n = 0;
    while ((node = cmark_node_parent(node)))
        n += cmark_node_get_type(node) == CMARK_NODE_BLOCK_QUOTE;
    return n;
}

/* Cuts the next cell off *row; the outer pipes are gone. A `\|` does not end a cell. */
static bool next_cell(struct str *row, struct str *cell)
{
    if (!row->p)
        return false;
    size_t i = 0;
    while (i < row->n && (row->p[i] != '|' || (i && row->p[i - 1] == '\\')))
        i++;
    *cell = str_trim(str_sub(*row, 0, i));
    *row = i < row->n ? str_sub(*row, i + 1, row->n) : (struct str){NULL, 0};
    return true;
}

static struct str inside_pipes(struct str row)
{
    if (row.n && row.p[0] == '|')
        row = str_sub(row, 1, row.n);
    bool closed = row.n && row.p[row.n - 1] == '|' && !(row.n > 1 && row.p[row.n - 2] == '\\');
    return closed ? str_sub(row, 0, row.n - 1) : row;
}

static size_t count_cells(struct str row)
{
    size_t n = 0;
    struct str cell;
    row = inside_pipes(row);
    while (next_cell(&row, &cell))
        n++;
    return n;
}

/* `| --- | :---: |`: the number of columns, or 0 when it is something else. */
static size_t read_delimiters(struct str row, bool is_number[COLUMNS_MAX])
{
    if (row.n < 2 || str_find_char(row, '|') == SIZE_MAX || !strchr("|:-", row.p[0]))
        return 0;
    size_t n = 0;
    struct str cell;
    row = inside_pipes(row);
    while (next_cell(&row, &cell)) {
        bool left = str_starts(cell, STR(":")), right = cell.n > 1 && str_ends(cell, STR(":"));
        cell = str_sub(cell, left, cell.n - left - right);
        if (cell.n == 0)
            return 0;
        for (size_t i = 0; i < cell.n; i++)
            if (cell.p[i] != '-')
                return 0;
        if (n < COLUMNS_MAX)
            is_number[n] = right && !left;
        n++;
    }
    return n;
}

/* Whether the paragraph holds a table: finds the delimiter row and the header above it. */
static bool find_table(struct markdown *m, cmark_node *paragraph, unsigned quotes, struct table *t,
                       struct str *header)
{
    unsigned first = (unsigned)cmark_node_get_start_line(paragraph);
    unsigned last = (unsigned)cmark_node_get_end_line(paragraph);
    if (m->reparsed || first == 0 || last > m->n_lines)
        return false;
    for (unsigned line = first + 1; line <= last; line++) {
        struct str row = content_of_line(m, paragraph, line, quotes);
        t->n_columns = read_delimiters(row, t->is_number);
        if (t->n_columns == 0)
            continue;
        *header = content_of_line(m, paragraph, line - 1, quotes);
        if (str_find_char(*header, '|') == SIZE_MAX && t->n_columns > 1)
            continue;
        t->first_line = first;
        t->delimiter_line = line;
        t->n_text_lines = line - 1 - first;
        t->n_rows = last - line + 1;
        return true;
    }
    return false;
}

/* The reason why these rows are not shown as a table, or NULL. */
static const char *refuse(const struct markdown *m, const struct table *t)
{
    if (t->n_columns > COLUMNS_MAX)
        return "a table of more than 64 columns is shown as text: split it";
    if (t->n_rows * t->n_columns > CELLS_MAX - m->table_cells)
        return "more than 20000 table cells in the file: the rest is shown as text, split the "
               "article";
    return NULL;
}

/* Adds `,cell\n\n` for each cell of a row, padded to the width of the table. Cells beyond it join
 * the last one, so that no words are lost. */
static void add_cells(struct buf *out, struct str row, size_t n_columns)
{
    row = inside_pipes(row);
    for (size_t column = 0; column < n_columns; column++) {
        struct str cell = STR("");
        if (column + 1 == n_columns && row.p)
            cell = str_trim(row);
        else
            next_cell(&row, &cell);
        buf_char(out, ',');
        for (size_t i = 0; i < cell.n; i++)
            if (cell.p[i] != '\\' || i + 1 == cell.n || cell.p[i + 1] != '|')
                buf_char(out, cell.p[i]);
        buf_add(out, STR("\n\n"));
    }
}

/* The inline nodes of one cell, without the comma in front. */
static void put_cell(struct markdown *m, cmark_node *cell, const char *open, const char *close)
{
    struct str first = cell ? markdown_literal(cmark_node_first_child(cell)) : STR("");
    size_t start = m->plain ? m->plain->n : 0;
    markdown_tag(m, open);
    if (str_starts(first, STR(","))) {
        char *rest = xstrdup(first.p + 1);
        cmark_node_set_literal(cmark_node_first_child(cell), rest);
        free(rest);
        markdown_repair(m, cell);
        markdown_inlines(m, cell, INLINE_ONE_LINE);
        markdown_join(m, start);
    }
    markdown_tag(m, close);
}

static bool is_empty_cell(cmark_node *cell)
{
    cmark_node *text = cell ? cmark_node_first_child(cell) : NULL;
    return !text || (str_eq(markdown_literal(text), STR(",")) && !cmark_node_next(text));
}

static cmark_node *put_row(struct markdown *m, const struct table *t, cmark_node *cell,
                           bool is_head, bool has_row_heads)
{
    markdown_break(m);
    size_t row_start = m->plain ? m->plain->n : 0;
    markdown_tag(m, "<tr>");
    for (size_t column = 0; column < t->n_columns; column++) {
        cmark_node *next = cell ? cmark_node_next(cell) : NULL;
        bool empty = is_empty_cell(cell);
        if (m->plain && m->plain->n > row_start && !empty)
            buf_add(m->plain, STR(" · "));
        bool number = t->is_number[column];
        if (is_head && !empty)
            put_cell(m, cell, number ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">",
                     "</th>");
        else if (column == 0 && has_row_heads && !empty)
            put_cell(m, cell, "<th scope=\"row\">", "</th>");
        else
            put_cell(m, cell, number ? "<td class=\"num\">" : "<td>", "</td>");
        cell = next;
    }
    markdown_tag(m, "</tr>\n");
    markdown_break(m);
    return cell;
}

static void open_table(struct markdown *m)
{
    struct str about = m->source->title;
    if (m->next_heading && !m->headings[m->next_heading - 1].is_title)
        about = m->headings[m->next_heading - 1].text;
    about = utf8_cut_bytes(about, LABEL_MAX_BYTES);
    markdown_tag(m, "<div class=\"scroll\" role=\"region\" tabindex=\"0\"");
    markdown_attribute(
        m, "aria-label",
        arena_printf(m->arena, m->arabic ? "جدول: " STR_FMT : "Table: " STR_FMT, STR_ARG(about)));
    markdown_tag(m, "><table>\n");
}

static void put_table(struct markdown *m, const struct table *t, cmark_node *cells)
{
    unsigned line = m->line;
    bool has_row_heads = t->n_columns > 1 && is_empty_cell(cells);
    m->line = m->source->first_line + t->delimiter_line - 2;
    open_table(m);
    markdown_tag(m, "<thead>\n");
    cells = put_row(m, t, cells, true, false);
    markdown_tag(m, "</thead>\n");
    if (t->n_rows > 1)
        markdown_tag(m, "<tbody>\n");
    m->line++;
    for (size_t row = 1; row < t->n_rows; row++) {
        m->line++;
        cells = put_row(m, t, cells, false, has_row_heads);
    }
    if (t->n_rows > 1)
        markdown_tag(m, "</tbody>\n");
    markdown_tag(m, "</table></div>\n");
    m->line = line;
}

/* The lines of the paragraph above the header, as a paragraph of their own. */
static void put_text_before(struct markdown *m, cmark_node *paragraph, const struct table *t,
                            unsigned quotes)
{
    struct buf text;
    buf_init(&text, ARTICLE_MAX_BYTES * 2);
    for (unsigned i = 0; i < t->n_text_lines; i++) {
        buf_add(&text, content_of_line(m, paragraph, t->first_line + i, quotes));
        buf_char(&text, '\n');
    }
    cmark_node *document = cmark_parse_document(text.p, text.n, CMARK_OPT_DEFAULT);
    cmark_node *node = cmark_node_first_child(document);
    bool is_text = node && cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH;
    if (is_text && m->labelled == paragraph)
        markdown_drop_label(node);
    if (is_text && cmark_node_first_child(node)) {
        markdown_break(m);
        markdown_tag(m, "<p>");
        markdown_repair(m, node);
        markdown_inlines(m, node, 0);
        markdown_tag(m, "</p>\n");
        markdown_break(m);
    }
    cmark_node_free(document);
    buf_release(&text);
}

bool markdown_table(struct markdown *m, cmark_node *paragraph)
{
    struct table t = {0};
    struct str header;
    unsigned quotes = count_quotes(paragraph);
    if (!find_table(m, paragraph, quotes, &t, &header))
        return false;
    unsigned line = m->source->first_line + t.delimiter_line - 1;
    size_t head_cells = count_cells(header);
    if (head_cells != t.n_columns)
        markdown_warn(
            m, line, "table",
            "the table's dashes have %zu columns, the line above has %zu: make them equal, "
            "or other programs will not show a table",
            t.n_columns, head_cells);
    if (head_cells > t.n_columns)
        t.n_columns = head_cells;
    const char *reason = refuse(m, &t);
    if (reason) {
        markdown_warn(m, line, "table", "%s", reason);
        return false;
    }
    m->table_cells += t.n_rows * t.n_columns;
    struct fact *fact = markdown_fact(m, FACT_TABLE, paragraph, STR(""));
    if (fact) {
        fact->number = (unsigned)t.n_columns;
        fact->line = line - 1;
    }
    struct buf cells;
    buf_init(&cells, ARTICLE_MAX_BYTES * 2 + CELLS_MAX * 4);
    add_cells(&cells, header, t.n_columns);
    for (unsigned row = 1; row < t.n_rows; row++)
        add_cells(&cells, content_of_line(m, paragraph, t.delimiter_line + row, quotes),
                  t.n_columns);
    cmark_node *document = cmark_parse_document(cells.p, cells.n, CMARK_OPT_DEFAULT);
    m->reparsed = true;
    if (t.n_text_lines)
        put_text_before(m, paragraph, &t, quotes);
    put_table(m, &t, cmark_node_first_child(document));
    m->reparsed = false;
    cmark_node_free(document);
    buf_release(&cells);
    return true;
}
