namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Reads the ids and ARNs of tasks in requests.</summary>
internal static class TaskIdentifier
{
    /// <summary>The id of a task.</summary>
    /// <param name="identifier">An id, or an ARN in the long or the old short format.</param>
    /// <param name="cluster">The cluster of the request.</param>
    /// <returns>The id.</returns>
    public static string Read(string identifier, string cluster)
    {
        var id = EcsArns.LastPart(identifier);
        if (id.Length is not (32 or 36))
        {
            throw EcsErrors.InvalidParameter("taskId length should be one of [32,36]");
        }

        return identifier.Split('/') is [_, var other, _] && other != cluster
            ? throw EcsErrors.InvalidParameter("Unexpected cluster in the task's ARN: it is not the request's.")
            : id;
    }
}
