using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public long[] shape => Layout.Sizes;

        public long ndim => Facts.Dimensions;

        public long Dimensions => ndim;

        public long NumberOfElements => numel();

        /// <summary>The size of an element in bytes.</summary>
        public long ElementSize => Facts.ElementSize;

        public ScalarType dtype => (ScalarType)Facts.Type;

        public Device device
        {
            get
            {
                var facts = Facts;
                return new Device((DeviceType)facts.DeviceType, facts.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Facts.DeviceType;

        public int device_index => Facts.DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>Whether it is the end of no recorded computation.</summary>
        public bool is_leaf => Facts.IsLeaf != 0;

        /// <summary>Whether computations with it are recorded.</summary>
        public bool requires_grad
        {
            get => Facts.RequiresGrad != 0;
            set => requires_grad_(value);
        }

        internal IntPtr Data => Facts.Data;

        private unsafe (long[] Sizes, long[] Strides) Layout
        {
            get
            {
                var dimensions = Facts.Dimensions;
                var (sizes, strides) = (new long[dimensions], new long[dimensions]);
                fixed (long* size = sizes)
                fixed (long* stride = strides)
                {
                    Bridge.Checked(Bridge.Shape(Handle, size, stride));
                }

                GC.KeepAlive(this);
                return (sizes, strides);
            }
        }

        public long dim() => Facts.Dimensions;

        public long numel() => Facts.Elements;

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];

        public long[] stride() => Layout.Strides;

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public bool is_contiguous() => Facts.IsContiguous != 0;

        public bool is_floating_point() => dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

        public Tensor requires_grad_(bool requires_grad = true)
        {
            Bridge.Checked(Bridge.SetRequiresGrad(Handle, requires_grad ? 1 : 0));
            return this;
        }

        public override string ToString() => IsInvalid ? "disposed" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
    }
}
