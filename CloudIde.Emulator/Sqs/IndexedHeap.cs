namespace CloudIde.Emulator.Sqs;

/// <summary>A binary heap whose items know their place, so that any of them can be taken out in O(log n).</summary>
/// <typeparam name="T">The items.</typeparam>
/// <typeparam name="TOrder">How items are ordered and where they keep their place.</typeparam>
/// <remarks>
/// <see cref="PriorityQueue{TElement, TPriority}"/> cannot remove from the middle cheaply; leaving stale entries behind
/// instead would keep an entry for each visibility extension of a message for up to 12 hours.
/// </remarks>
internal sealed class IndexedHeap<T, TOrder>
    where T : class
    where TOrder : struct, IHeapOrder<T>
{
    private T[] _items = new T[4];

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The smallest item, or null.</summary>
    public T? Min => Count == 0 ? null : _items[0];

    /// <summary>Whether the item is in this heap. Only one heap may use an item's place at a time.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it is here.</returns>
    public static bool Contains(T item) => TOrder.Place(item) > 0;

    /// <summary>Adds an item that is in no heap of this order.</summary>
    /// <param name="item">The item.</param>
    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        MoveUp(item, Count++);
    }

    /// <summary>Removes an item, if it is here.</summary>
    /// <param name="item">The item.</param>
    public void Remove(T item)
    {
        var place = TOrder.Place(item);
        if (place == 0)
        {
            return;
        }

        TOrder.Place(item) = 0;
        var last = _items[--Count];
        _items[Count] = null!;
        if (!ReferenceEquals(last, item))
        {
            Settle(last, place - 1);
        }

        if (_items.Length > 1024 && Count < _items.Length / 4)
        {
            Array.Resize(ref _items, _items.Length / 2);
        }
    }

    /// <summary>Restores the order after an item's key changed.</summary>
    /// <param name="item">An item of this heap.</param>
    public void Update(T item) => Settle(item, TOrder.Place(item) - 1);

    private void Settle(T item, int index)
    {
        if (index > 0 && TOrder.Key(item) < TOrder.Key(_items[(index - 1) / 2]))
        {
            MoveUp(item, index);
        }
        else
        {
            MoveDown(item, index);
        }
    }

    private void MoveUp(T item, int index)
    {
        var key = TOrder.Key(item);
        while (index > 0)
        {
            var parent = _items[(index - 1) / 2];
            if (TOrder.Key(parent) <= key)
            {
                break;
            }

            Put(parent, index);
            index = (index - 1) / 2;
        }

        Put(item, index);
    }

    private void MoveDown(T item, int index)
    {
        var key = TOrder.Key(item);
        while (true)
        {
            var child = (index * 2) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && TOrder.Key(_items[child + 1]) < TOrder.Key(_items[child]))
            {
                child++;
            }

            if (key <= TOrder.Key(_items[child]))
            {
                break;
            }

            Put(_items[child], index);
            index = child;
        }

        Put(item, index);
    }

    private void Put(T item, int index)
    {
        _items[index] = item;
        TOrder.Place(item) = index + 1;
    }
}
