"""Files with articles in them: zips, folders, books, mails, feeds, WARCs and the exports of services.

The door of reading comes in, and hands over how a member is read; `batch` asks `services` what is private. Nobody
here knows the door.
"""
