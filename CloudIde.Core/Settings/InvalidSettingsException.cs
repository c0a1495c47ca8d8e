namespace CloudIde.Core.Settings;

/// <summary>Settings that cannot be used. The message has one line for each, naming the setting, the value and what is expected.</summary>
public sealed class InvalidSettingsException : Exception
{
    /// <summary>Creates the exception for one or more problems.</summary>
    /// <param name="problems">One sentence each; must not be empty.</param>
    public InvalidSettingsException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
        Problems = problems;
    }

    /// <summary>Creates the exception for one problem.</summary>
    /// <param name="problem">A sentence that names the setting.</param>
    public InvalidSettingsException(string problem)
        : this([problem])
    {
    }

    /// <summary>Creates the exception for settings that could not be read because of another error.</summary>
    /// <param name="problem">A sentence that names the setting.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidSettingsException(string problem, Exception innerException)
        : base(problem, innerException)
    {
        Problems = [problem];
    }

    /// <summary>The problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
