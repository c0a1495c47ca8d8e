using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

[CollectionDefinition(nameof(ContainerCredentialsTests), DisableParallelization = true)]
public sealed class ContainerCredentialsSetup;
