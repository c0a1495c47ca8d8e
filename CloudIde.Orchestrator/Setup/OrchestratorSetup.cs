using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Setup;

/// <summary>The <c>setup</c> command, for a program that hosts the orchestrator.</summary>
public static class OrchestratorSetup
{
    /// <summary>Creates what is missing in AWS or the emulator that the settings name. A second run changes nothing.</summary>
    /// <param name="configuration">The settings, those of the orchestrator.</param>
    /// <param name="options">What to do other than by default, or null.</param>
    /// <param name="cancellationToken">Gives up; running it again continues.</param>
    /// <returns>What exists now.</returns>
    /// <exception cref="Core.Settings.InvalidSettingsException">A setting is invalid.</exception>
    /// <exception cref="InvalidDataException">The task definition's file cannot be used.</exception>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">AWS refused.</exception>
    public static async Task<SetupResult> RunAsync(
        IConfiguration configuration, SetupOptions? options, CancellationToken cancellationToken)
    {
        var settings = OrchestratorSettings.Read(configuration);
        using var clients = new AwsClients(settings.Aws);
        var setup = new InfrastructureSetup(clients, settings, SecretValues.Read(configuration, settings.Redis));
        return await setup.RunAsync(options ?? new SetupOptions(), cancellationToken);
    }
}
