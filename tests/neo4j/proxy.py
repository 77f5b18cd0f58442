"""A way between driver and server that can be cut, frozen or silent."""

import contextlib
import socket
import threading


class Proxy:
    """Forwards to a server.

    Parameters
    ----------
    target
        (host, port) of the server; None: connections are accepted and never answered.
    cut_after
        Bytes in both directions after which every connection is cut, once.
    comes_back
        False: after the cut nobody is let in any more.
    """

    def __init__(self, target, *, cut_after=None, comes_back=True):
        self.target, self.cut_after, self.comes_back = target, cut_after, comes_back
        self.passed, self.frozen, self.was_cut = 0, threading.Event(), False
        self._open, self._lock = [], threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.uri = f"bolt://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self):
        """Cut every connection."""
        with self._lock:
            ends, self._open = self._open, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.was_cut and not self.comes_back:
                client.close()
                continue
            with self._lock:
                self._open.append(client)
            if self.target is None:
                continue
            server = socket.create_connection(self.target)
            with self._lock:
                self._open.append(server)
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    def _forward(self, source, sink):
        try:
            while data := source.recv(4096):
                while self.frozen.is_set():
                    threading.Event().wait(0.05)
                self._pass(data, sink)
        except OSError:
            pass
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _pass(self, data, sink):
        if self.cut_after is not None and not self.was_cut and self.passed + len(data) > self.cut_after:
            sink.sendall(data[: self.cut_after - self.passed])
            self.was_cut = True
            self.cut()
            raise OSError
        self.passed += len(data)
        sink.sendall(data)
