namespace CloudIde.Emulator.Sqs;

/// <summary>How many messages a queue has. AWS calls them approximate; here they are exact.</summary>
/// <param name="Visible">Can be received.</param>
/// <param name="InFlight">Received and not deleted.</param>
/// <param name="Delayed">Not yet visible for the first time.</param>
internal readonly record struct QueueCounts(int Visible, int InFlight, int Delayed);
