using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An array of numbers on a device, owned by libtorch. It is disposed of by the dispose scope it was made in, or by hand;
    /// the garbage collector is the last resort, as it does not see how much memory is behind it.
    /// </summary>
    public sealed partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        private IntPtr handle;

        internal Tensor(IntPtr handle)
        {
            this.handle = handle;
            var total = Interlocked.Increment(ref totalCount);
            for (var peak = Volatile.Read(ref peakCount); total > peak; peak = Volatile.Read(ref peakCount))
            {
                Interlocked.CompareExchange(ref peakCount, total, peak);
            }

            OwningDisposeScope = DisposeScopeManager.OfThisThread.Register(this);
        }

        ~Tensor() => Release();

        /// <summary>How many tensors live in the process.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>How many tensors have lived at the same time.</summary>
        public static long PeakCount => Interlocked.Read(ref peakCount);

        /// <summary>Whether the tensor was disposed of.</summary>
        public bool IsInvalid => handle == IntPtr.Zero;

        /// <summary>The address of the native tensor; an error if it was disposed of.</summary>
        public IntPtr Handle => handle != IntPtr.Zero ? handle : throw new InvalidOperationException("the tensor was disposed of");

        internal DisposeScope? OwningDisposeScope { get; set; }

        private TensorFacts Facts
        {
            get
            {
                Bridge.Checked(Bridge.Facts(Handle, out var facts));
                GC.KeepAlive(this);
                return facts;
            }
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Release();
            GC.SuppressFinalize(this);
        }

        private void Release()
        {
            var released = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (released != IntPtr.Zero)
            {
                Bridge.Dispose(released);
                Interlocked.Decrement(ref totalCount);
            }
        }
    }
}
