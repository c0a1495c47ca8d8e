using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace CloudIde.Orchestrator.Setup;

/// <summary>Creates or changes the secrets whose values were given; the others are left as they are.</summary>
internal sealed class SecretSetup(IAmazonSecretsManager secrets, List<SetupStep> steps)
{
    /// <summary>Ensures the secrets.</summary>
    /// <param name="values">The values that were given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The names of those that do not exist, because nobody gave a value.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(SecretValues values, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var (name, value) in values.Values)
        {
            var outcome = await EnsureAsync(name, value, cancellationToken);
            steps.Add(new SetupStep("secret", name, outcome));
            if (outcome is SetupOutcome.Skipped)
            {
                missing.Add(name);
            }
        }

        return missing;
    }

    private async Task<SetupOutcome> EnsureAsync(string name, string? value, CancellationToken cancellationToken)
    {
        var current = await FindAsync(name, cancellationToken);
        if (value is null || value == current)
        {
            return current is null ? SetupOutcome.Skipped : SetupOutcome.Unchanged;
        }

        if (current is null)
        {
            var request = new CreateSecretRequest { Name = name, SecretString = value, Description = "CloudIDE" };
            await secrets.CreateSecretAsync(request, cancellationToken);
            return SetupOutcome.Created;
        }

        await secrets.PutSecretValueAsync(new PutSecretValueRequest { SecretId = name, SecretString = value }, cancellationToken);
        return SetupOutcome.Updated;
    }

    private async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = name }, cancellationToken)).SecretString;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }
}
