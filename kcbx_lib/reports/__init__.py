"""Everything that leaves a run: one writer, the pages, workbooks, documents and charts."""
