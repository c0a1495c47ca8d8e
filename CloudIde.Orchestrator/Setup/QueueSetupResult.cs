namespace CloudIde.Orchestrator.Setup;

/// <summary>The queues that exist, and the account and region that they are in.</summary>
internal sealed record QueueSetupResult(Uri QueueUrl, Uri DeadLetterQueueUrl, string Region, string AccountId);
