"""The training job. Imports core and data; imports TensorFlow only inside the process that trains."""
