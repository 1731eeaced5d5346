"""What GenreLens is measured with, by subject: quality, speed, explain, load, pages, tables and tag.

Every benchmark is started as ``python -m benchmarks.SUBJECT.NAME [options]``; ``--help`` says what it measures,
``--quick`` tries it out on little. ``python -m benchmarks`` lists them, with the model that each page quotes.
"""
