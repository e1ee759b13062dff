"""Know a little of several languages: their commonest words, how people promise, ask and decide in them.

Written out here, since the packages that know more (nltk, langdetect) fetch data or guess differently each time.
"""
