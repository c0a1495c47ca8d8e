using CloudIde.Orchestrator.Commands;

var root = OrchestratorCommandLine.Create(Console.Out, Console.Error);
return await OrchestratorCommandLine.InvokeAsync(root, args, Console.Out, Console.Error, CancellationToken.None);
