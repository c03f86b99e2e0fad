# ruff: noqa: E501 (one rule, one line)
"""Rules that we set: what is not executed here, what a model must say, soundness, expressions (same form)."""

from __future__ import annotations

GROUPS = {
    "safety": """
unreadable-model | error | Filen går inte att läsa som BPMN: {why} | The file is not readable BPMN: {why}
unsafe-xml | error | Filen godtas inte av säkerhetsskäl: den har {why_sv}. | The file is refused for safety: it has {why}.
""",
    "not executed": """
complex-gateway | error | Komplexa gateways körs inte. Rita med exklusiva, inklusiva och parallella gateways i stället för ”{name}”. | Complex gateways are not executed. Draw exclusive, inclusive and parallel gateways instead of “{name}”.
compensation | error | Kompensation körs inte. Rita det som ska göras ogjort som vanliga aktiviteter i stället för ”{name}”. | Compensation is not executed. Draw what undoes the work as ordinary activities instead of “{name}”.
ad-hoc | error | Ad hoc-delprocesser körs inte. Använd en delprocess med parallella grenar i stället för ”{name}”. | Ad hoc sub-processes are not executed. Use a sub-process with parallel branches instead of “{name}”.
global-task | error | Globala uppgifter körs inte. Lägg uppgiften ”{name}” i en egen process. | Global tasks are not executed. Put the task “{name}” into a process of its own.
data-store | error | Datalager körs inte. Läs och skriv med en operation i en serviceuppgift i stället för ”{name}”. | Data stores are not executed. Read and write by an operation of a service task instead of “{name}”.
io-specification | error | ioSpecification på ”{name}” körs inte. Använd in- och utmappning (zeebe:ioMapping). | The ioSpecification of “{name}” is not executed. Use input and output mappings (zeebe:ioMapping).
data-assignment | error | Tilldelning eller omvandling i dataassociationen på ”{name}” körs inte. Använd en utmappning. | The assignment or transformation of the data association of “{name}” is not executed. Use an output mapping.
instantiating-receive | error | ”{name}” startar processen när ett meddelande kommer. Rita en meddelandestart i stället. | “{name}” starts the process when a message arrives. Draw a message start event instead.
start-kind | error | Starthändelsen ”{name}” är av slaget {event}; en process startas utan utlösare, av meddelande, timer eller signal. | The start event “{name}” is of kind {event}; a process starts without a trigger, by message, timer or signal.
token-quantity | error | ”{name}” har startQuantity eller completionQuantity; det körs inte. | “{name}” has startQuantity or completionQuantity; that is not executed.
multi-instance-behavior | error | Flerinstansen ”{name}” ska kasta händelser (behavior); det körs inte. | The multi-instance “{name}” is to throw events (behavior); that is not executed.
multi-instance-data | error | Flerinstansen ”{name}” tar sina data från loopDataInputRef; ange zeebe:inputCollection i stället. | The multi-instance “{name}” takes its data from loopDataInputRef; give zeebe:inputCollection instead.
multi-instance-empty | error | Flerinstansen ”{name}” har varken samling eller antal. | The multi-instance “{name}” has neither a collection nor a number.
expression-language | error | ”{name}” är skriven i {language}; alla uttryck ska vara FEEL. | “{name}” is written in {language}; every expression must be FEEL.
script-language | error | Skriptuppgiften ”{name}” ska ha ett FEEL-uttryck (zeebe:script); skriptkod körs inte. | The script task “{name}” must have a FEEL expression (zeebe:script); script code is not run.
choreography | error | Koreografier körs inte. | Choreographies are not executed.
nested-too-deep | error | Delprocesserna är nästlade i fler än {limit} nivåer. | Sub-processes are nested in more than {limit} levels.
""",
    "words": """
task-without-role | error | Uppgiften ”{name}” har ingen roll. Lägg den i en bana med roll eller ange candidateGroups. | The task “{name}” has no role. Put it into a lane with a role or give candidateGroups.
task-without-form | error | Uppgiften ”{name}” har inget formulär. | The task “{name}” has no form.
outcome-without-value | error | Ett utfall av ”{name}” saknar värde. | An outcome of “{name}” has no value.
outcome-doubled | error | ”{name}” har flera utfall med värdet {value}. | “{name}” has several outcomes with the value {value}.
outcome-comment | error | Utfallet {value} av ”{name}” har ett okänt värde för comment; tillåtna är optional och required. | The outcome {value} of “{name}” has an unknown value for comment; allowed are optional and required.
service-without-operation | error | Serviceuppgiften ”{name}” säger inte vilken operation som ska utföras. | The service task “{name}” does not say which operation to perform.
send-without-message | error | Sändningsuppgiften ”{name}” har varken meddelande eller operation. | The send task “{name}” has neither a message nor an operation.
rule-without-decision | error | Regeluppgiften ”{name}” säger inte vilket beslut som ska tas. | The business rule task “{name}” does not say which decision to take.
result-variable-missing | error | ”{name}” ger ett resultat men säger inte vilken variabel det ska till (resultVariable). | “{name}” gives a result but does not say which variable takes it (resultVariable).
form-unknown | error | Formuläret ”{target}” för ”{name}” finns inte. | The form “{target}” of “{name}” does not exist.
decision-unknown | error | Beslutet ”{target}” för ”{name}” finns inte. | The decision “{target}” of “{name}” does not exist.
operation-unknown | error | Operationen ”{target}” för ”{name}” finns inte. | The operation “{target}” of “{name}” does not exist.
message-unknown | error | Meddelandet ”{target}” för ”{name}” finns inte i registret. | The message “{target}” of “{name}” is not in the register.
role-unknown | error | Rollen ”{target}” för ”{name}” finns inte. | The role “{target}” of “{name}” does not exist.
process-unknown | error | Processen ”{target}” som ”{name}” anropar finns inte. | The process “{target}” that “{name}” calls does not exist.
submission-unknown | error | ”{name}” vill ha formuläret från ”{target}”, men det finns ingen sådan användaruppgift. | “{name}” asks for the form of “{target}”, but there is no such user task.
target-invalid | error | ”{name}” skriver till ”{target}”, som inte är ett variabelnamn. | “{name}” writes to “{target}”, which is no variable name.
target-reserved | error | ”{name}” skriver till ”{target}”, ett namn som systemet själv använder. | “{name}” writes to “{target}”, a name that the system uses itself.
correlation-missing | warning | ”{name}” väntar på ett meddelande utan korrelationsnyckel; vilket ärende som helst kan få det. | “{name}” waits for a message without a correlation key; any case may get it.
priority-invalid | error | Prioriteten för ”{name}” ska vara ett heltal eller ett uttryck. | The priority of “{name}” must be a whole number or an expression.
retries-invalid | warning | Antalet försök för ”{name}” är inget heltal; 3 används. | The retries of “{name}” are no whole number; 3 is used.
propagation-ignored | warning | ”{name}” ber om att alla variabler ska följa med; bara in- och utmappningar gör det. | “{name}” asks for all variables to be passed; only input and output mappings pass.
name-expression | error | Namnet eller koden {target} för ”{name}” är ett uttryck; meddelanden, fel och eskaleringar har fasta namn. | The name or code {target} of “{name}” is an expression; messages, errors and escalations have fixed names.
standard-ignored | warning | ”{name}” har {words}, som inte påverkar hur processen körs här. | “{name}” has {words}, which does not change how the process runs here.
extension-ignored | warning | ”{name}” har tillägg som inte följs: {words}. De behålls i filen. | “{name}” has extensions that are not obeyed: {words}. They are kept in the file.
foreign-engine | warning | Modellen har ord för en annan motor ({engine}). Importera den för att få dem översatta. | The model has words for another engine ({engine}). Import it to have them translated.
""",
    "expressions": """
expression-unreadable | error | Uttrycket i {place} på ”{name}” går inte att läsa: {why} | The expression in {place_en} of “{name}” cannot be read: {why_en}
expression-missing | error | {place} på ”{name}” är tomt. | {place_en} of “{name}” is empty.
timer-unreadable | error | Timern ”{name}” är varken ISO 8601 eller ett uttryck som börjar med =: {text} | The timer “{name}” is neither ISO 8601 nor an expression that begins with =: {text}
timer-cycle-place | warning | Timern ”{name}” upprepas, men här räknas bara första gången. | The timer “{name}” repeats, but here only the first time counts.
name-unknown | warning | Uttrycket i {place} på ”{name}” använder ”{variable}”, som inget i modellen skriver. Följer den inte med från starten blir den null. | The expression in {place_en} of “{name}” uses “{variable}”, which nothing in the model writes. Unless it comes with the start it is null.
""",
    "soundness": """
unreachable | error | ”{name}” kan aldrig nås från starten. | “{name}” can never be reached from the start.
never-ends | error | Från ”{name}” går det aldrig att komma till ett slut. | From “{name}” no end can ever be reached.
deadlock | error | Ärendet kan fastna vid ”{name}”: gatewayen väntar på en gren som inte kommer. Vägen dit: {path}. | The case can get stuck at “{name}”: the gateway waits for a branch that does not come. The way there: {path}.
lack-of-synchronisation | warning | ”{name}” kan köras flera gånger samtidigt: grenar som delats förs inte samman. Vägen dit: {path}. | “{name}” can run several times at once: branches that were split are not joined. The way there: {path}.
parallel-writers | error | ”{name}” och ”{other}” kan köras samtidigt och skriver båda variabeln ”{variable}”. Grenarna delas vid ”{fork}”. | “{name}” and “{other}” can run at the same time and both write the variable “{variable}”. Their branches part at “{fork}”.
parallel-instances-write | warning | Parallella instanser av ”{name}” skriver alla variabeln ”{variable}”; den sista vinner. Använd outputCollection. | Parallel instances of “{name}” all write the variable “{variable}”; the last one wins. Use outputCollection.
only-conditional | warning | Alla flöden från ”{name}” har villkor; är alla falska slutar grenen där. Lägg till ett standardflöde om det inte är meningen. | All flows out of “{name}” have conditions; if all are false the branch ends there. Add a default flow if that is not meant.
too-wide | warning | Modellen har så många möjliga vägar att låsningar inte kunde uteslutas. | The model has so many possible ways that deadlocks could not be ruled out.
""",
}
