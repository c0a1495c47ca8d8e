using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>
/// The credentials that running tasks have for their roles. The emulator checks no signature; what matters is that a task
/// gets credentials the way it gets them on Fargate, and that another process cannot guess where.
/// </summary>
internal sealed class TaskCredentials
{
    private readonly ConcurrentDictionary<string, (string TaskId, string RoleArn)> _tasks = new(StringComparer.Ordinal);

    /// <summary>Gives a task credentials.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="roleArn">Its role.</param>
    /// <returns>Their id, the last part of their address.</returns>
    public string Add(string taskId, string roleArn)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _tasks[id] = (taskId, roleArn);
        return id;
    }

    /// <summary>Takes a task's credentials away.</summary>
    /// <param name="taskId">The task.</param>
    public void Remove(string taskId)
    {
        foreach (var (id, item) in _tasks)
        {
            if (item.TaskId == taskId)
            {
                _tasks.TryRemove(id, out _);
            }
        }
    }

    /// <summary>The role of some credentials.</summary>
    /// <param name="id">Their id.</param>
    /// <returns>The role's ARN, or null.</returns>
    public string? RoleOf(string id) => _tasks.TryGetValue(id, out var item) ? item.RoleArn : null;
}
