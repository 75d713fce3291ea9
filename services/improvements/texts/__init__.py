"""The words of improvements' pages: one folder a language, in it one file for each part of the pages."""

from pathlib import Path

from web.words import PageWords

WORDS = PageWords(Path(__file__).parent)
of, differences = WORDS.of, WORDS.differences
