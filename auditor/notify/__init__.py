"""One digest a run to a chat group or a mailbox: off unless asked for, and the only thing here that uses a network.

``digest`` says what is told, ``targets`` whom and with which secrets, ``services`` what is peculiar to each chat,
``send`` hands it to Apprise.
"""
