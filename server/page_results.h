/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The parts of the results page: filters with counts (page_filters.c), and what is shown when
 * nothing was found (page_none.c).
 */
#ifndef JAWAB_PAGE_RESULTS_H
#define JAWAB_PAGE_RESULTS_H

#include "page.h"

/* What may be filtered by, for counting: in the order in which it is shown. */
void page_filter_values(struct context *ctx, struct search_facet_ask *out);

/* The column of filters, a form; below some width a sheet that the chips' button opens. */
void page_filters(const struct context *ctx, struct buf *out, const struct search_view *view,
                  const struct search_facet_ask *values, const struct search_facets *counts);

/* The chosen filters, each a link to the results without it; with the button of the sheet. */
void page_chips(const struct context *ctx, struct buf *out, const struct search_view *view,
                bool with_sheet);
size_t page_filter_count(const struct search_view *view);

/* Nothing typed, nothing found, or a page behind the last. */
void page_none(struct context *ctx, struct buf *out, const struct search_view *view,
               struct str shown_query, const struct search_result *found);

#endif
