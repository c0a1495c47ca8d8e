using CloudIde.Core.Settings;
using CloudIde.Server;

try
{
    await using var server = await ServerHost.StartAsync(new ServerOptions { Arguments = args, HandlesSignals = true });
    await server.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (error is InvalidSettingsException or ServerStartException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
