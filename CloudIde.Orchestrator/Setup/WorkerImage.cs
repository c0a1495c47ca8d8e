using System.Text.RegularExpressions;
using CloudIde.Core.Aws;

namespace CloudIde.Orchestrator.Setup;

/// <summary>Builds the worker's image and puts it into ECR, by Docker and the AWS CLI, which know how to sign in there.</summary>
internal sealed partial class WorkerImage(IProgramRunner programs, AwsSettings aws)
{
    /// <summary>The repository, which the task definition and the IAM policies name too.</summary>
    public const string DefaultRepository = "cloudide-worker";

    /// <summary>Builds and pushes.</summary>
    /// <param name="repository">The repository in ECR; created when it is missing.</param>
    /// <param name="tag">The image's tag.</param>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="context">The folder it builds from.</param>
    /// <param name="onStep">Told what goes on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The image's name in the registry.</returns>
    /// <exception cref="InvalidDataException">A value cannot be used, or a program is missing or failed.</exception>
    public async Task<string> BuildAndPushAsync(
        string repository, string tag, string dockerfile, string context, Action<string> onStep, CancellationToken cancellationToken)
    {
        if (aws.EndpointUrl is { } emulator)
        {
            throw new InvalidDataException(
                $"AWS_ENDPOINT_URL is {emulator}: an emulator has no registry, and its Fargate runs the worker's program. Unset it to push to AWS.");
        }

        if (!Tag().IsMatch(tag))
        {
            throw new InvalidDataException($"--tag is \"{tag}\": expected up to 128 letters, digits, dots, hyphens and underscores, such as 1.0.1.");
        }

        if (!File.Exists(dockerfile))
        {
            throw new InvalidDataException($"There is no {dockerfile}. Run it in the repository's folder, or name the file with --file.");
        }

        onStep("Asking AWS for the account.");
        var account = (await AwsAsync(["sts", "get-caller-identity", "--query", "Account", "--output", "text"], cancellationToken)).Trim();
        var registry = $"{account}.dkr.ecr.{aws.Region}.amazonaws.com{(aws.Region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}";
        var image = $"{registry}/{repository}:{tag}";

        onStep($"Building {image}.");
        await programs.RunAsync(
            "docker", ["build", "--platform", "linux/amd64", "-f", dockerfile, "-t", image, context], null, onStep, cancellationToken);

        onStep($"Looking for the repository {repository}.");
        await EnsureRepositoryAsync(repository, cancellationToken);

        onStep($"Signing in to {registry}.");
        var password = await AwsAsync(["ecr", "get-login-password"], cancellationToken);
        await programs.RunAsync(
            "docker", ["login", "--username", "AWS", "--password-stdin", registry], password, null, cancellationToken);

        onStep($"Pushing {image}.");
        await programs.RunAsync("docker", ["push", image], null, onStep, cancellationToken);
        return image;
    }

    private async Task EnsureRepositoryAsync(string repository, CancellationToken cancellationToken)
    {
        try
        {
            await AwsAsync(["ecr", "describe-repositories", "--repository-names", repository], cancellationToken);
        }
        catch (InvalidDataException e) when (e.Message.Contains("RepositoryNotFoundException", StringComparison.Ordinal))
        {
            await AwsAsync(
                ["ecr", "create-repository", "--repository-name", repository, "--image-scanning-configuration", "scanOnPush=true"],
                cancellationToken);
        }
    }

    private Task<string> AwsAsync(string[] arguments, CancellationToken cancellationToken) =>
        programs.RunAsync("aws", [.. arguments, "--region", aws.Region], null, null, cancellationToken);

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
    private static partial Regex Tag();
}
