import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
a, who = s.accept()
a.close()
s.close()
again = socket.socket()
again.bind(("", 7777))  # here
