"""Of which days a text is: in a cell, a heading, a title, the name of a tab, a file or a folder."""
