using System.CommandLine;
using CloudIde.Orchestrator.Commands;

// The host takes signals in its own way; the command line's would end the process after two seconds.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await OrchestratorCommandLine.Create(Console.Out, Console.Error).Parse(args).InvokeAsync(invocation);
