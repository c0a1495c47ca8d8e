namespace CloudIde.Emulator.Sqs;

/// <summary>How an <see cref="IndexedHeap{T, TOrder}"/> orders its items and where an item keeps its place.</summary>
/// <typeparam name="T">The items.</typeparam>
internal interface IHeapOrder<in T>
    where T : class
{
    /// <summary>The key; the smallest comes first.</summary>
    /// <param name="item">The item.</param>
    /// <returns>The key.</returns>
    static abstract long Key(T item);

    /// <summary>The field that holds the item's place, counted from 1; 0: in no heap.</summary>
    /// <param name="item">The item.</param>
    /// <returns>The field.</returns>
    static abstract ref int Place(T item);
}
