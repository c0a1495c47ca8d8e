using CloudIde.Server.Metadata;
using Xunit;

namespace CloudIde.Tests.Server.Metadata;

/// <summary>What every metadata store must do. Each test uses names of its own, so that a shared database does no harm.</summary>
public abstract class MetadataStoreContract
{
    private static readonly DateTimeOffset Time = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private protected abstract IMetadataStore Store { get; }

    /// <summary>Another connection to the same data, as another server has it.</summary>
    private protected abstract IMetadataStore OtherStore { get; }

    [Fact]
    public async Task Initialize_Again_KeepsEverything()
    {
        var user = await AddUserAsync();

        await Store.InitializeAsync(CancellationToken);
        await OtherStore.InitializeAsync(CancellationToken);

        Assert.Equal(user, await OtherStore.FindUserAsync(user.Id, CancellationToken));
        await OtherStore.CheckAsync(CancellationToken);
    }

    [Fact]
    public async Task FindUser_ByIdNameOrAddressInAnyCase_IsTheUser()
    {
        var user = await AddUserAsync();

        Assert.Equal(user, await Store.FindUserAsync(user.Id, CancellationToken));
        Assert.Equal(user, await Store.FindUserByLoginAsync(user.Username.ToUpperInvariant(), CancellationToken));
        Assert.Equal(user, await Store.FindUserByLoginAsync(user.Email.ToUpperInvariant(), CancellationToken));
        Assert.Null(await Store.FindUserAsync(user.Username, CancellationToken));
        Assert.Null(await Store.FindUserByLoginAsync(user.Id, CancellationToken));
    }

    [Fact]
    public async Task AddUser_NameTakenInOtherCase_SaysSo()
    {
        var user = await AddUserAsync();
        var other = NewUser() with { Username = user.Username.ToUpperInvariant() };

        Assert.Equal(UserAddition.UsernameTaken, await OtherStore.AddUserAsync(other, CancellationToken));
        Assert.Null(await Store.FindUserAsync(other.Id, CancellationToken));
    }

    [Fact]
    public async Task AddUser_AddressTakenInOtherCase_SaysSo()
    {
        var user = await AddUserAsync();
        var other = NewUser() with { Email = user.Email.ToUpperInvariant() };

        Assert.Equal(UserAddition.EmailTaken, await OtherStore.AddUserAsync(other, CancellationToken));
    }

    [Fact]
    public async Task AddUser_SameNameAtOnceFromTwoServers_OneWins()
    {
        var name = "race" + Guid.NewGuid().ToString("N");

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            (i % 2 == 0 ? Store : OtherStore).AddUserAsync(NewUser() with { Username = name }, CancellationToken))));

        Assert.Equal(1, results.Count(result => result == UserAddition.Added));
        Assert.Equal(15, results.Count(result => result == UserAddition.UsernameTaken));
    }

    [Fact]
    public async Task Project_AddedChangedAndDeleted_IsAsItWasStored()
    {
        var owner = await AddUserAsync();
        var project = await AddProjectAsync(owner);
        var changed = project with
        {
            Name = "später", Description = "d", Stack = "go", Language = "go", UpdatedAt = Time.AddHours(1),
        };

        Assert.Equal(
            new ProjectAccess(project, ProjectRole.Owner), await Store.FindProjectAsync(project.Id, owner.Id, CancellationToken));
        Assert.True(await Store.UpdateProjectAsync(changed, CancellationToken));
        Assert.Equal(
            new ProjectAccess(changed, ProjectRole.Owner), await OtherStore.FindProjectAsync(project.Id, owner.Id, CancellationToken));
        Assert.True(await Store.DeleteProjectAsync(project.Id, CancellationToken));
        Assert.Null(await OtherStore.FindProjectAsync(project.Id, owner.Id, CancellationToken));
        Assert.False(await Store.DeleteProjectAsync(project.Id, CancellationToken));
        Assert.False(await Store.UpdateProjectAsync(changed, CancellationToken));
    }

    [Fact]
    public async Task ListProjects_OwnAndShared_AreThereWithRolesAndNewestFirst()
    {
        var owner = await AddUserAsync();
        var other = await AddUserAsync();
        var old = await AddProjectAsync(owner);
        var recent = await AddProjectAsync(owner, Time.AddDays(1));
        var shared = await AddProjectAsync(other, Time.AddDays(2));
        await AddProjectAsync(other);
        await Store.SetMemberAsync(shared.Id, owner.Id, ProjectRole.Viewer, CancellationToken);

        var list = await Store.ListProjectsAsync(owner.Id, CancellationToken);

        Assert.Equal(
            [
                new ProjectAccess(shared, ProjectRole.Viewer),
                new ProjectAccess(recent, ProjectRole.Owner),
                new ProjectAccess(old, ProjectRole.Owner),
            ],
            list);
    }

    [Fact]
    public async Task FindProject_NotShared_HasNoRole()
    {
        var project = await AddProjectAsync(await AddUserAsync());
        var stranger = await AddUserAsync();

        Assert.Equal(new ProjectAccess(project, null), await Store.FindProjectAsync(project.Id, stranger.Id, CancellationToken));
    }

    [Fact]
    public async Task Members_AddedChangedAndRemoved_AreListedByName()
    {
        var project = await AddProjectAsync(await AddUserAsync());
        var ann = await AddUserAsync("Ann");
        var bob = await AddUserAsync("bob");

        Assert.True(await Store.SetMemberAsync(project.Id, bob.Id, ProjectRole.Viewer, CancellationToken));
        Assert.True(await Store.SetMemberAsync(project.Id, ann.Id, ProjectRole.Viewer, CancellationToken));
        Assert.False(await Store.SetMemberAsync(project.Id, ann.Id, ProjectRole.Editor, CancellationToken));

        Assert.Equal(
            [new Member(ann.Id, ann.Username, ProjectRole.Editor), new Member(bob.Id, bob.Username, ProjectRole.Viewer)],
            await OtherStore.ListMembersAsync(project.Id, CancellationToken));
        Assert.Equal(ProjectRole.Editor, (await Store.FindProjectAsync(project.Id, ann.Id, CancellationToken))!.Role);
        Assert.True(await Store.RemoveMemberAsync(project.Id, ann.Id, CancellationToken));
        Assert.False(await Store.RemoveMemberAsync(project.Id, ann.Id, CancellationToken));
        Assert.Null((await Store.FindProjectAsync(project.Id, ann.Id, CancellationToken))!.Role);
    }

    [Fact]
    public async Task DeleteProject_WithMembers_RemovesTheirAccess()
    {
        var project = await AddProjectAsync(await AddUserAsync());
        var member = await AddUserAsync();
        await Store.SetMemberAsync(project.Id, member.Id, ProjectRole.Editor, CancellationToken);

        await Store.DeleteProjectAsync(project.Id, CancellationToken);

        Assert.Empty(await Store.ListProjectsAsync(member.Id, CancellationToken));
        Assert.Empty(await Store.ListMembersAsync(project.Id, CancellationToken));
    }

    private static User NewUser(string prefix = "user")
    {
        var name = prefix + Guid.NewGuid().ToString("N");
        return new User("id" + name, name, name + "@example.com", "hash", Time);
    }

    private async Task<User> AddUserAsync(string prefix = "user")
    {
        var user = NewUser(prefix);
        Assert.Equal(UserAddition.Added, await Store.AddUserAsync(user, CancellationToken));
        return user;
    }

    private async Task<Project> AddProjectAsync(User owner, DateTimeOffset? updatedAt = null)
    {
        var project = new Project(
            Guid.NewGuid().ToString("N"), owner.Id, "Projekt", "", "empty", "text", 0, Time, updatedAt ?? Time);
        await Store.AddProjectAsync(project, CancellationToken);
        return project;
    }
}
