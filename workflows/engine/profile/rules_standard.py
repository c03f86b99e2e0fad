# ruff: noqa: E501 (one rule, one line)
"""Rules that the BPMN 2.0 standard itself sets: `id | severity | Swedish | English`, one a line, by group."""

from __future__ import annotations

GROUPS = {
    "document": """
not-bpmn | error | Filen är XML men inte BPMN 2.0: rotelementet ska vara bpmn:definitions. | The file is XML but not BPMN 2.0: its root element must be bpmn:definitions.
no-process | error | Filen innehåller ingen process med innehåll. | The file has no process with anything in it.
not-executable | error | Processen är inte körbar. Kryssa i Körbar (isExecutable) för processen. | The process is not executable. Tick Executable (isExecutable) for the process.
boolean-invalid | error | ”{name}” har {attribute}="{value}"; tillåtna värden är true och false. | “{name}” has {attribute}="{value}"; allowed are true and false.
id-missing | error | Ett element av slaget {kind} saknar id. | An element of kind {kind} has no id.
id-invalid | error | Id:t ”{name}” är inte tillåtet: det ska börja med en bokstav eller _ och får inte ha blanksteg eller kolon. | The id “{name}” is not allowed: it must begin with a letter or _ and have no blanks or colons.
id-duplicate | error | Id:t ”{name}” används av flera element. | The id “{name}” is used by several elements.
element-unknown | error | Elementet bpmn:{kind} finns inte i BPMN 2.0 på den här platsen. | The element bpmn:{kind} does not exist in BPMN 2.0 at this place.
reference-missing | error | ”{name}” hänvisar med {attribute} till ”{target}”, som inte finns. | “{name}” refers by {attribute} to “{target}”, which does not exist.
import-ignored | warning | Filen importerar en annan fil ({name}); importen följs inte. | The file imports another file ({name}); the import is not followed.
participant-unknown | error | Poolen ”{name}” hänvisar till en process som inte finns. | The pool “{name}” refers to a process that does not exist.
message-flow-inside | error | Meddelandeflödet ”{name}” går inom en pool; det ska gå mellan två pooler. | The message flow “{name}” stays inside one pool; it must connect two pools.
""",
    "flows": """
flow-across | error | Flödet ”{name}” går över en gräns mellan delprocesser eller pooler. Använd en händelse eller ett meddelande. | The flow “{name}” crosses the border of a sub-process or pool. Use an event or a message.
flow-into-start | error | Ett flöde leder in i starthändelsen ”{name}”. | A flow leads into the start event “{name}”.
flow-out-of-end | error | Ett flöde leder ut ur sluthändelsen ”{name}”. | A flow leads out of the end event “{name}”.
flow-into-boundary | error | Ett flöde leder in i kanthändelsen ”{name}”. | A flow leads into the boundary event “{name}”.
flow-wrong-node | error | Flödet ”{name}” börjar eller slutar i något som inte är en aktivitet, händelse eller gateway. | The flow “{name}” begins or ends at something that is no activity, event or gateway.
boundary-without-flow | error | Inget flöde leder ut ur kanthändelsen ”{name}”. | No flow leads out of the boundary event “{name}”.
event-subprocess-flow | error | Händelsedelprocessen ”{name}” har ett flöde in eller ut; den startas bara av sin händelse. | The event sub-process “{name}” has a flow in or out; only its event starts it.
start-missing | error | ”{name}” saknar starthändelse. | “{name}” has no start event.
end-missing | error | ”{name}” saknar sluthändelse. | “{name}” has no end event.
starts-several | error | ”{name}” har flera starthändelser utan utlösare; det får bara finnas en. | “{name}” has several start events without a trigger; there may be only one.
no-incoming | error | Inget flöde leder till ”{name}”. | No flow leads to “{name}”.
no-outgoing | error | Inget flöde leder från ”{name}”. Dra ett flöde till en sluthändelse. | No flow leads from “{name}”. Draw a flow to an end event.
default-wrong | error | Standardflödet för ”{name}” går inte ut från ”{name}”. | The default flow of “{name}” does not leave “{name}”.
default-not-allowed | error | ”{name}” kan inte ha ett standardflöde. | “{name}” cannot have a default flow.
default-with-condition | error | Standardflödet ”{name}” har ett villkor; ta bort villkoret. | The default flow “{name}” has a condition; remove the condition.
condition-not-allowed | error | Flödet ”{name}” har ett villkor, men villkor är bara tillåtna efter aktiviteter och exklusiva eller inklusiva gateways. | The flow “{name}” has a condition, but conditions are allowed only after activities and exclusive or inclusive gateways.
condition-missing | error | Flödet ”{name}” från en gateway saknar villkor och är inte standardflöde. | The flow “{name}” out of a gateway has no condition and is not the default flow.
condition-alone | error | Det enda flödet från ”{name}” har ett villkor; är det falskt försvinner ärendet. Lägg till ett standardflöde. | The only flow out of “{name}” has a condition; if it is false, the case vanishes. Add a default flow.
gateway-direction | error | Gatewayen ”{name}” är märkt {direction}, men flödena säger något annat. | The gateway “{name}” is marked {direction}, but its flows say otherwise.
""",
    "events": """
event-kind | error | ”{name}”: en händelse av slaget {event} är inte tillåten här ({where}). | “{name}”: an event of kind {event} is not allowed here ({where}).
event-several | error | ”{name}” har flera händelsedefinitioner. Rita en händelse för varje. | “{name}” has several event definitions. Draw one event for each.
subprocess-start-kind | error | Delprocessen ”{name}” ska ha exakt en starthändelse utan utlösare. | The sub-process “{name}” must have exactly one start event without a trigger.
event-subprocess-start | error | Händelsedelprocessen ”{name}” ska ha exakt en starthändelse, med utlösare. | The event sub-process “{name}” must have exactly one start event, with a trigger.
must-interrupt | error | ”{name}” fångar {event} och måste därför avbryta. | “{name}” catches {event} and must therefore interrupt.
boundary-host | error | Kanthändelsen ”{name}” sitter inte på en aktivitet i samma delprocess. | The boundary event “{name}” does not sit on an activity of the same sub-process.
catcher-doubled | error | ”{name}” fångar samma {event} som ”{other}” på samma ställe; det går inte att veta vilken som gäller. | “{name}” catches the same {event} as “{other}” at the same place; nobody can tell which one counts.
cancel-outside-transaction | error | ”{name}”: avbrottshändelser hör bara hemma i en transaktion. | “{name}”: cancel events belong only in a transaction.
cancel-uncaught | error | Transaktionen ”{name}” kan avbrytas men har ingen avbrottshändelse på kanten. | The transaction “{name}” can be cancelled but has no cancel event on its border.
message-missing | error | ”{name}” hänvisar inte till något meddelande. | “{name}” does not refer to a message.
signal-missing | error | ”{name}” hänvisar inte till någon signal. | “{name}” does not refer to a signal.
error-missing | error | ”{name}” kastar ett fel utan felkod. | “{name}” throws an error without an error code.
escalation-missing | error | ”{name}” kastar en eskalering utan kod. | “{name}” throws an escalation without a code.
root-name-missing | error | Ett element av slaget {kind} (”{name}”) saknar namn eller kod. | An element of kind {kind} (“{name}”) has no name or code.
timer-definition | error | Timern ”{name}” ska ha exakt ett av datum, längd och upprepning. | The timer “{name}” must have exactly one of date, duration and cycle.
condition-event-empty | error | Villkorshändelsen ”{name}” saknar villkor. | The conditional event “{name}” has no condition.
link-name-missing | error | Länken ”{name}” saknar namn. | The link “{name}” has no name.
link-without-target | error | Länken ”{name}” har ingen mottagande länk med samma namn i samma delprocess. | The link “{name}” has no catching link of the same name in the same sub-process.
link-without-source | error | Länken ”{name}” har ingen avsändande länk med samma namn i samma delprocess. | The link “{name}” has no throwing link of the same name in the same sub-process.
link-doubled | error | Flera mottagande länkar heter ”{name}”; det får bara finnas en. | Several catching links are called “{name}”; there may be only one.
link-flow | error | Länken ”{name}” har ett flöde åt fel håll. | The link “{name}” has a flow on its wrong side.
event-gateway-target | error | Efter den händelsebaserade gatewayen ”{name}” får bara mottagande händelser (meddelande, timer, signal, villkor) och mottagningsuppgifter stå. | Only catching events (message, timer, signal, condition) and receive tasks may follow the event-based gateway “{name}”.
event-gateway-few | error | Den händelsebaserade gatewayen ”{name}” behöver minst två vägar ut. | The event-based gateway “{name}” needs at least two ways out.
event-gateway-mixed | error | Efter ”{name}” får inte både meddelandehändelser och mottagningsuppgifter stå. | Message events and receive tasks may not both follow “{name}”.
event-gateway-shared | error | ”{name}” följer på en händelsebaserad gateway och får inte ha fler flöden in. | “{name}” follows an event-based gateway and may have no other flow in.
event-gateway-boundary | error | Mottagningsuppgiften ”{name}” efter en händelsebaserad gateway får inte ha kanthändelser. | The receive task “{name}” after an event-based gateway may not have boundary events.
""",
    "activities": """
loop-several | error | ”{name}” har flera slags upprepning. | “{name}” has several kinds of loop.
loop-endless | error | Upprepningen av ”{name}” saknar både villkor och högsta antal. | The loop of “{name}” has neither a condition nor a maximum.
loop-maximum | error | Högsta antalet varv för ”{name}” ska vara ett heltal över noll. | The maximum of the loop of “{name}” must be a whole number above zero.
lane-node-twice | error | ”{name}” ligger i flera banor på samma nivå. | “{name}” lies in several lanes of the same level.
lane-reference | warning | Banan ”{name}” räknar upp ”{target}”, som inte finns i processen. | The lane “{name}” lists “{target}”, which is not in the process.
call-without-process | error | Anropsaktiviteten ”{name}” säger inte vilken process som anropas. | The call activity “{name}” does not say which process it calls.
data-reference | error | ”{name}” hänvisar till ett dataobjekt som inte finns. | “{name}” refers to a data object that does not exist.
""",
}
