using System.Text;
using System.Text.RegularExpressions;
using CloudIde.Core.Commands;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Commands;

/// <summary>What a command must be.</summary>
internal static partial class CommandRules
{
    /// <summary>Linux takes arguments of up to 128 KiB (MAX_ARG_STRLEN); half of that leaves room for everything around.</summary>
    private const int MaxCommandBytes = 64 << 10;

    private const int MaxVariables = 100;

    private const int MaxEnvironmentBytes = 64 << 10;

    /// <summary>
    /// What makes the dynamic loader run a caller's code. The tools that set user and limits run with the command's environment
    /// while they are still root.
    /// </summary>
    private static readonly string[] Reserved =
        ["LD_", "GCONV_PATH", "GLIBC_TUNABLES", "LOCPATH", "NLSPATH", "MALLOC_", "RESOLV_HOST_CONF", "RES_OPTIONS", "HOSTALIASES", "CLOUDIDE_"];

    /// <summary>Refuses a request that breaks a rule, naming each field and rule.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="commandId">The new command's id.</param>
    /// <param name="settings">The defaults.</param>
    /// <returns>The command.</returns>
    /// <exception cref="ProblemException">400.</exception>
    public static CommandOrder Validate(RunCommandRequest request, string commandId, CommandSettings settings)
    {
        var errors = new FieldErrors();
        errors.AddIfAny("command", Check(request.Command));
        errors.AddIfAny("timeoutSeconds", request.TimeoutSeconds is < 1 || request.TimeoutSeconds > CommandSettings.MaxTimeout.TotalSeconds
            ? $"timeoutSeconds is {request.TimeoutSeconds}: expected 1 to {CommandSettings.MaxTimeout.TotalSeconds:0}, 12 hours."
            : null);
        CheckEnvironment(request.Environment, errors);
        errors.ThrowIfAny();
        return new CommandOrder(
            commandId,
            request.Command!,
            request.TimeoutSeconds ?? (int)Math.Ceiling(settings.Timeout.TotalSeconds),
            (int)settings.ResultLifetime.TotalSeconds,
            request.Environment is { Count: > 0 } variables ? variables.ToDictionary(pair => pair.Key, pair => pair.Value!) : null);
    }

    private static string? Check(string? command) =>
        string.IsNullOrWhiteSpace(command) ? "command is missing: expected what the shell shall run."
        : command.Contains('\0', StringComparison.Ordinal) ? "command has a NUL character, which no shell can take."
        : Encoding.UTF8.GetByteCount(command) > MaxCommandBytes
            ? $"command is longer than {MaxCommandBytes} bytes. Put it into a file and run that."
        : null;

    private static void CheckEnvironment(Dictionary<string, string?>? environment, FieldErrors errors)
    {
        if (environment is null)
        {
            return;
        }

        errors.AddIfAny("environment", environment.Count > MaxVariables ? $"environment has {environment.Count} variables: expected {MaxVariables} at most." : null);
        errors.AddIfAny("environment", environment.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value ?? "")) > MaxEnvironmentBytes
            ? $"environment is larger than {MaxEnvironmentBytes} bytes."
            : null);
        foreach (var (name, value) in environment)
        {
            errors.AddIfAny($"environment.{name}",
                !VariableName().IsMatch(name) ? $"\"{name}\" is no name of a variable: expected letters, digits and underscores, no digit first."
                : Array.Exists(Reserved, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? $"{name} cannot be set: it would affect the programs that start the shell."
                : value is null ? $"{name} has no value: expected text."
                : value.Contains('\0', StringComparison.Ordinal) ? $"{name} has a NUL character, which no variable can hold."
                : null);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,255}\z")]
    private static partial Regex VariableName();
}
