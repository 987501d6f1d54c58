"""Row exports of the platforms: what a source map says of one, and its rows as metrics; ``recognised`` is the way in."""
