using CloudIde.Core.Settings;
using CloudIde.Worker;

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
