"""What is known about languages, dates and names in addresses, without an article: any room from config up may ask.

languages  the parts of a language tag, its three letters in ISO 639-2, and the direction in which it is read
dates      the names of the months, and a day as a language writes it
slugs      a name for files and addresses from a title
"""
