/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is in the index, in words. A generation holds:
 *
 *   sections/     one document a section: the unit that is searched. All sections of an article lie
 *                 together, in reading order; behind them its internal notes, each a section that
 *                 has the heading, the anchor and the filters of the one it stands in.
 *   articles/     one document an article: the unit that is read. No words, only identifiers.
 *                 Both are folders of Xapian databases, 000, 001..., each with some of the articles
 *                 in the order of the content; the two of one number have the same articles.
 *   suggest.bin, suggest-agents.bin
 *                 completions (suggest.h): those for everybody, and all, if these are more. What
 *                 the public types is only compared with words that it may read.
 *   contents.txt  what it was made of: a hash of each article's file (indexer/contents.h).
 *   outline.txt   all articles in the order of the content, for lists (outline.h).
 *   site.json     the site's settings (settings.h), and its logo as logo.svg or logo.png.
 *   searches.yaml promised searches as they were written, when there are any.
 *   lexicon.txt   what words stand for (lexicon.h), the shipped rows and the site's.
 *   words.bin, postings-000.bin, positions-000.bin...
 *                 soft word match and phrases (soft.h), of the sections.
 *
 * Terms follow the prefix conventions of Omega, so that Xapian's own tools show them legibly:
 *
 *   word          exact spelling of a word of title, headings above, heading and text, and in an
 *                 article's first section of description, tags and aliases; its frequency counts
 *                 more where the word is part of a name
 *   Q<16 hex>     unique id of the document: of section (article id + anchor) or article
 *   XA<16 hex>    article of a section
 *   XR<16 hex>    former id of an article (articles/ only)
 *   XN<16 hex>    name of a section: hash of its heading or, in the first section, of the title,
 *                 folded; not of a note
 *   L, XC, XP     language, category, product, as written in the front matter (folded)
 *   XPUBLIC       everybody may see it; without it only agents may: an agents' article, all of its
 *                 sections, and the internal notes of any
 *
 * Document data is a record (record.h).
 */
#ifndef JAWAB_SCHEMA_H
#define JAWAB_SCHEMA_H

/* Raise when anything above or the record format changes: old indexes are then refused. */
enum { SCHEMA_VERSION = 9 };

/* Value slot of sections/: 8 bytes, hash of the article id. Results are grouped by it where Xapian
 * itself ranks, as its remote servers do; here the tables of soft word match say it. */
enum { SLOT_ARTICLE = 0 };

/* Xapian refuses terms over 245 bytes; ours are cut at a character below. */
enum { TERM_MAX_BYTES = 240 };

#define SCHEMA_SECTIONS       "sections"
#define SCHEMA_ARTICLES       "articles"
#define SCHEMA_DATABASE       "%03zu" /* in both */
#define SCHEMA_SUGGEST        "suggest.bin"
#define SCHEMA_SUGGEST_AGENTS "suggest-agents.bin"
#define SCHEMA_LEXICON        "lexicon.txt"
#define SCHEMA_OUTLINE        "outline.txt"
#define SCHEMA_SITE           "site.json"

#define PREFIX_UNIQUE   "Q"
#define PREFIX_ARTICLE  "XA"
#define PREFIX_REDIRECT "XR"
#define PREFIX_NAME     "XN"
#define PREFIX_LANG     "L"
#define PREFIX_CATEGORY "XC"
#define PREFIX_PRODUCT  "XP"
#define TERM_PUBLIC     "XPUBLIC"

#endif
