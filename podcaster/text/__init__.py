"""Languages, dates and slugs, independent of any article: any package from config up may import them.

languages  the parts of a language tag, its three letters in ISO 639-2, and the direction in which it is read
phrases    the words that narrators and pages join names and dates with, one table a language
dates      the names of the months, and a date as a language writes it
kana       Japanese readings
slugs      a name for files and addresses from a title
"""
