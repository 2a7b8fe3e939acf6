"""Mail: put into the outbox with what it tells of, sent after the commit, in the recipient's language.

``enqueue`` puts a ``Letter`` into the outbox (``core.queue.outbox``); ``sender`` sends what is there. What a
message says is in ``templates/mail/NAME.txt``, plain text with three parts::

    Subject in one line, with {{ values }}

    {% trans %}The words. A paragraph is one line, however long.{% endtrans %}

    {{ link }}
    --
    {% trans %}Why one gets this.{% endtrans %}

Every string is marked for translation, with ``_()`` or ``{% trans %}``; the message is written in the
recipient's locale, Serbian in Latin from the same words. A template sees the ``values`` and ``secret``
of its ``Letter``; ``url(name, …)``, the absolute address of a page; the filters ``date`` and
``datetime(zone)`` for ISO 8601 texts; the glossary (``role_name`` …), ``quoted`` for what somebody wrote,
and ``language``, which shows a document's words in the reader's script. A name that was not given
is an error, which ``tests/mail/test_templates.py`` finds. Sender, name of the place, and how to stop the
mail are added at the end.
"""

from sbcp.mail.letters import Letter, enqueue

__all__ = ["Letter", "enqueue"]
