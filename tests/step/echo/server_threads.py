import socket
import threading


def serve(client):
    with client:
        while text := client.recv(64):
            client.sendall(text)


with socket.create_server(("", 7777)) as listener:
    client, who = listener.accept()
    thread = threading.Thread(target=serve, args=(client,))
    thread.start()
    thread.join()
