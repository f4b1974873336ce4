"""Words and markup: Markdown, HTML, LaTeX and MathML; titles, people, venues, dates."""
