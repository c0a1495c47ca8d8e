using CloudIde.Core.Settings;
using CloudIde.Worker;
using CloudIde.Worker.Pty.Processes;

if (ContainerInit.IsNeeded)
{
    // As process 1 of a container the runtime would reap every child, and the exit codes of shells would be lost.
    return ContainerInit.Run(args);
}

// Daemons that users' programs leave behind come back to this process instead of process 1, and can be ended.
using var reaper = OperatingSystem.IsLinux() ? OrphanReaper.Start(TimeProvider.System) : null;
try
{
    await using var worker = await WorkerHost.StartAsync(configure: null, args, CancellationToken.None);
    await worker.WaitForShutdownAsync(CancellationToken.None);
    return Environment.ExitCode;
}
catch (Exception e) when (e is InvalidSettingsException or PlatformNotSupportedException or HttpRequestException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
finally
{
    if (OperatingSystem.IsLinux())
    {
        OrphanReaper.EndDescendants();
    }
}
