"""The review desk: what is signed, by whom, and how its words are changed.

What the pages use::

    from bot.review.units import Unit, units, raw_of, versions, text_of, examples_of
    from bot.review.register import Event, Register, ReviewError, State

    known = units(settings)                    # dict[str, Unit]; a Path does as well
    unit = known["topics/study/exam_stress"]   # id, kind, path, needs, sensitive, files
    raw = raw_of(unit)                         # bytes of the working copy, or None
    text_of(raw, "fi")                         # what is signed, line by line
    examples_of(raw, "fi")                     # what teaches: read, not signed
    versions(unit)["fi"]                       # 16 hex digits, "" where unreadable

    register = Register(settings.published)
    state = register.state(unit, "fi")
    # .version .signed .needs .is_signed .is_live .published_version .published_at
    # .sent_back (Event | None) .is_sent_back .is_hidden .hidden_steps
    who = {"signer": person.id, "role": "professional", "now": datetime.now(UTC)}
    register.sign(unit, "fi", expected_version=state.version, **who)
    register.send_back(unit, "fi", words="…", step="tonight", **who)
    register.comment(unit, "fi", "tonight", "…", **who)      # step "" is the whole unit
    register.comments(unit, "fi")              # oldest first; send_back is among them
    register.history(unit, "fi")               # newest first; without arguments: of all
    register.published_text(unit, "fi")        # raw bytes of the live version, or None
    register.text_at(unit, "fi", version)      # raw bytes of any version once signed
    register.restore(unit, "fi", version, **who)
    register.hide(unit, None, **who)           # the topic; or the name of one step
    register.show(unit, None, **who)
    register.hidden()                          # unit id -> frozenset of steps, "" = all
    register.export()                          # bytes of a JSON file
    register.import_(data, known, **who)       # how many events were new

An event has ``at act unit language version role signer words step``, all texts. What is
not possible raises ``ReviewError`` with a ``kind`` (``bot.review.errors.KINDS``); the
desk has kind words for each. A media card's ``raw_of`` is put together from its files,
so it is compared and signed like any other, and edited in ``unit.path``.
"""
