# ruff: noqa: E501 (one construct, one line)
"""What is executed: the BPMN constructs of the profile, each with a model and a test of the same key."""

from __future__ import annotations

_ROWS = """
start-none | starthändelse utan utlösare | none start event
start-message | meddelandestart | message start event
start-timer | timerstart | timer start event
start-signal | signalstart | signal start event
end-none | sluthändelse | none end event
end-message | meddelandeslut | message end event
end-signal | signalslut | signal end event
end-error | felslut | error end event
end-escalation | eskaleringsslut | escalation end event
end-terminate | avslutande sluthändelse | terminate end event
end-cancel | avbrytande sluthändelse i transaktion | cancel end event of a transaction
task-abstract | uppgift utan slag | abstract task
task-user | användaruppgift med formulär, roll och utfall | user task with form, role and outcomes
task-manual | manuell uppgift | manual task
task-service-job | serviceuppgift som jobb | service task as a job
task-service-inline | serviceuppgift i samma transaktion | service task in the same transaction
task-rule | regeluppgift (DMN) | business rule task (DMN)
task-script | skriptuppgift (FEEL) | script task (FEEL)
task-send | sändningsuppgift | send task
task-receive | mottagningsuppgift | receive task
gateway-exclusive | exklusiv gateway, villkor och standardflöde | exclusive gateway, conditions and default flow
gateway-inclusive | inklusiv gateway, delning och förening | inclusive gateway, split and join
gateway-parallel | parallell gateway, delning och förening | parallel gateway, split and join
gateway-parallel-loop | parallell gateway i en slinga | parallel gateway inside a loop
gateway-event | händelsebaserad gateway med flera timrar och meddelanden | event-based gateway with several timers and messages
catch-message | väntan på meddelande | intermediate message catch event
catch-timer | timer: datum, längd | intermediate timer: date, duration
catch-signal | väntan på signal | intermediate signal catch event
catch-condition | väntan på villkor | intermediate conditional event
throw-none | mellanhändelse utan innehåll | none intermediate event
throw-message | sänt meddelande | intermediate message throw event
throw-signal | sänd signal | intermediate signal throw event
throw-escalation | kastad eskalering | intermediate escalation throw event
link | länk | link events
boundary-message | kanthändelse: meddelande, avbrytande | boundary message, interrupting
boundary-message-beside | kanthändelse: meddelande, ej avbrytande | boundary message, non-interrupting
boundary-timer | kanthändelse: timer, avbrytande | boundary timer, interrupting
boundary-timer-cycle | kanthändelse: upprepad timer, ej avbrytande | boundary cycle timer, non-interrupting
boundary-signal | kanthändelse: signal, avbrytande | boundary signal, interrupting
boundary-signal-beside | kanthändelse: signal, ej avbrytande | boundary signal, non-interrupting
boundary-error | kanthändelse: fel | boundary error
boundary-escalation | kanthändelse: eskalering, avbrytande | boundary escalation, interrupting
boundary-escalation-beside | kanthändelse: eskalering, ej avbrytande | boundary escalation, non-interrupting
boundary-condition | kanthändelse: villkor, avbrytande | boundary condition, interrupting
boundary-condition-beside | kanthändelse: villkor, ej avbrytande | boundary condition, non-interrupting
sub-process | inbäddad delprocess | embedded sub-process
event-sub-process | avbrytande händelsedelprocess | interrupting event sub-process
event-sub-process-beside | ej avbrytande händelsedelprocess | non-interrupting event sub-process
event-sub-process-error | händelsedelprocess som fångar fel | event sub-process that catches an error
event-sub-process-timer | händelsedelprocess med timer | event sub-process with a timer
transaction | transaktion med avbrott | transaction with cancellation
call-activity | anropsaktivitet med egna variabler | call activity with variables of its own
multi-instance-parallel | parallell flerinstans med samling och avslutsvillkor | parallel multi-instance with collection and completion condition
multi-instance-sequential | sekventiell flerinstans | sequential multi-instance
multi-instance-sub-process | flerinstans av delprocess | multi-instance sub-process
loop-standard | standardslinga | standard loop
lanes | banor, även nästlade | lanes, also nested
pools | pooler, varje körbar pool en egen process | pools, each executable pool a process of its own
data-object | dataobjekt | data objects
flow-conditional | villkorade flöden ut ur en aktivitet, standardflöde | conditional flows out of an activity, default flow
fork-implicit | flera flöden ut ur en aktivitet | several flows out of an activity
merge-implicit | flera flöden in i en aktivitet | several flows into an activity
"""

#: Key → (Swedish, English).
EXECUTED: dict[str, tuple[str, str]] = {
    key.strip(): (sv.strip(), en.strip()) for key, sv, en in (row.split("|") for row in _ROWS.strip().splitlines())
}
