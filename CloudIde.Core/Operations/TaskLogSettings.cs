using CloudIde.Core.Settings;

namespace CloudIde.Core.Operations;

/// <summary>Where CloudWatch Logs keeps what worker tasks write: what the task definition's <c>logConfiguration</c> says.</summary>
/// <param name="Group"><c>ECS_LOG_GROUP</c>: the log group.</param>
/// <param name="StreamPrefix"><c>ECS_LOG_STREAM_PREFIX</c>: what stands before the task's id in a stream's name.</param>
public sealed record TaskLogSettings(string Group, string StreamPrefix)
{
    /// <summary>Reads the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static TaskLogSettings Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var prefix = reader.Text("ECS_LOG_STREAM_PREFIX", "worker/cloudide-worker");
        return new TaskLogSettings(reader.Text("ECS_LOG_GROUP", "/ecs/cloudide-worker"), prefix.TrimEnd('/'));
    }
}
