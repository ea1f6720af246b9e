import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
a, who = s.accept()
name = a.recv(5)  # here
print("hello", name)
a.close()
s.close()
