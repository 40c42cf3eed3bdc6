import ShortWork

print(shortWork())
